package io.gatehouse.identity.tokens;

import java.util.List;

/// Which claims of an issuer's tokens say what of the caller. A name with dots leads into objects unless a claim has
/// that very name: `realm_access.roles`.
///
/// @param tenant holds whose data the caller works with; empty when no claim does
/// @param user holds the person in whose name the caller acts
/// @param roles holds names of roles of this gateway; empty when no claim does
/// @param scopes hold what the token is for; the first that is there counts
public record ClaimNames(String tenant, String user, String roles, List<String> scopes) {
    /// What most issuers do.
    public static final ClaimNames DEFAULT = new ClaimNames("", "sub", "", List.of("scope", "scp"));

    public ClaimNames {
        scopes = List.copyOf(scopes);
    }
}
