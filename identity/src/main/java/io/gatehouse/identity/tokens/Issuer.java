package io.gatehouse.identity.tokens;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// An issuer whose tokens are accepted.
///
/// @param name its URL, exactly as it stands in the claim `iss`
/// @param jwks where its keys are; null when its own metadata says so
/// @param algorithms of signatures that count, as in [#ALGORITHMS]
/// @param audience names that a token may have as `aud` beside the URLs of the gateway
/// @param claims which say what of the caller
/// @param scoped whether the scopes of a token narrow what the roles of its caller give
/// @param leeway by how much its clock may differ
public record Issuer(
        String name,
        @Nullable URI jwks,
        Set<String> algorithms,
        Set<String> audience,
        ClaimNames claims,
        boolean scoped,
        Duration leeway) {
    /// All that can be chosen: signatures that nobody can make who has the public key.
    public static final List<String> ALGORITHMS =
            List.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA");
    /// What counts where nothing else is said.
    public static final List<String> USUAL = List.of("RS256", "PS256", "ES256", "EdDSA");
    /// By how much clocks may differ where nothing else is said.
    public static final Duration LEEWAY = Duration.ofSeconds(30);

    public Issuer {
        algorithms = Set.copyOf(algorithms);
        audience = Set.copyOf(audience);
    }
}
