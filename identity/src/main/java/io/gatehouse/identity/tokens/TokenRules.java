package io.gatehouse.identity.tokens;

import java.util.List;
import java.util.Set;

/// Which tokens let callers in.
///
/// @param publicUrl where clients reach the gateway, without a slash at the end; empty when nobody said so
/// @param issuers whose tokens are accepted
/// @param scopes that the issuers can give
/// @param claims names of claims that decide about roles, or that rules read
/// @param lives how long tokens of the gateway itself live
public record TokenRules(String publicUrl, List<Issuer> issuers, List<String> scopes, Set<String> claims, Lives lives) {
    /// No token lets anybody in.
    public static final TokenRules NONE = new TokenRules("", List.of(), List.of(), Set.of(), Lives.DEFAULT);

    public TokenRules {
        issuers = List.copyOf(issuers);
        scopes = List.copyOf(scopes);
        claims = Set.copyOf(claims);
    }
}
