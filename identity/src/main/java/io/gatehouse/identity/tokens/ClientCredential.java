package io.gatehouse.identity.tokens;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What the client of an OAuth endpoint shows to say who it is: a bearer credential, a key in `x-api-key`, or name and
/// key as RFC 6749, section 2.3.1, has them.
///
/// @param name of the client; empty where only its secret counts
/// @param secret a key or a token
public record ClientCredential(String name, String secret) {
    private static final String BEARER = "bearer ";
    private static final String BASIC = "basic ";

    /// The one in a request; null when it shows none.
    ///
    /// @throws TokenError when it shows several, or one that cannot be read
    public static @Nullable ClientCredential of(
            ExchangeRequest request, List<String> authorization, @Nullable String apiKey) throws TokenError {
        String secret = request.one("client_secret");
        int shown = authorization.size() + (apiKey == null ? 0 : 1) + (secret.isEmpty() ? 0 : 1);
        if (shown > 1) {
            throw new TokenError("invalid_request", "The request has more than one credential. Send one.");
        }
        if (!authorization.isEmpty()) {
            return ofHeader(authorization.getFirst());
        }
        if (apiKey != null) {
            return new ClientCredential("", apiKey);
        }
        return secret.isEmpty() ? null : new ClientCredential(request.one("client_id"), secret);
    }

    private static ClientCredential ofHeader(String header) throws TokenError {
        String start = header.toLowerCase(Locale.ROOT);
        if (start.startsWith(BEARER)) {
            return new ClientCredential("", header.substring(BEARER.length()).strip());
        }
        if (start.startsWith(BASIC)) {
            return ofBasic(header.substring(BASIC.length()).strip());
        }
        throw new TokenError("invalid_client", "The header Authorization has neither Bearer nor Basic.");
    }

    private static ClientCredential ofBasic(String encoded) throws TokenError {
        try {
            String text = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
            int colon = text.indexOf(':');
            if (colon > 0) {
                return new ClientCredential(text.substring(0, colon), text.substring(colon + 1));
            }
        } catch (IllegalArgumentException malformed) {
            // Refused like one without a colon.
        }
        throw new TokenError("invalid_client", "The header Authorization cannot be read.");
    }

    @Override
    public String toString() {
        return "credential of " + (name.isEmpty() ? "a client" : name);
    }
}
