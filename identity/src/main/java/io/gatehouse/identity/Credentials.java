package io.gatehouse.identity;

import io.gatehouse.identity.certificates.PresentedCertificate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What a request shows to say who sends it.
///
/// @param authorization its header `Authorization`, or null
/// @param apiKey its header `x-api-key`, or null
/// @param address tells the client's address, which only some keys depend on; null where it was checked before
/// @param path what it asks for, still encoded
/// @param ambiguous whether it has one of these headers several times
/// @param certificate tells of the certificate that comes with it
public record Credentials(
        @Nullable String authorization,
        @Nullable String apiKey,
        @Nullable Supplier<String> address,
        String path,
        boolean ambiguous,
        Supplier<PresentedCertificate> certificate) {
    private static final String BEARER = "Bearer ";

    /// Credentials that are shown to no path in particular.
    public Credentials(@Nullable String authorization, @Nullable String apiKey, @Nullable Supplier<String> address) {
        this(authorization, apiKey, address, "", false, () -> PresentedCertificate.NONE);
    }

    /// The key or token: that of `Authorization: Bearer`, else that of `x-api-key`; null when there is none.
    @Nullable
    String secret() {
        return bearer()
                ? String.valueOf(authorization).substring(BEARER.length()).strip()
                : apiKey;
    }

    /// Whether both headers are there, of which one counts.
    boolean several() {
        return authorization != null && apiKey != null;
    }

    /// Whether `Authorization` counts.
    boolean bearer() {
        return authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length());
    }

    /// Without what is secret.
    @Override
    public String toString() {
        return secret() == null ? "no credentials" : "credentials";
    }
}
