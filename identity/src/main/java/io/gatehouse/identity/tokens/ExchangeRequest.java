package io.gatehouse.identity.tokens;

import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What a client asks for (RFC 8693, section 2.1), as it is written in a form.
///
/// @param values of each parameter, in order
public record ExchangeRequest(Map<String, List<String>> values) {
    private static final int MOST = 50;

    /// Reads a form.
    ///
    /// @throws TokenError when it is none
    public static ExchangeRequest of(String form) throws TokenError {
        Map<String, List<String>> values = new HashMap<>();
        String[] pairs = form.split("&");
        if (pairs.length > MOST) {
            throw new TokenError("invalid_request", "There are too many parameters.");
        }
        for (String pair : pairs) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                values.computeIfAbsent(decoded(pair.substring(0, equals)), name -> new ArrayList<>())
                        .add(decoded(pair.substring(equals + 1)));
            }
        }
        return new ExchangeRequest(values);
    }

    private static String decoded(String text) throws TokenError {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException | UncheckedIOException malformed) {
            throw new TokenError("invalid_request", "The body is not a form.");
        }
    }

    /// The value of a parameter; empty without it.
    ///
    /// @throws TokenError when it stands there twice
    public String one(String name) throws TokenError {
        List<String> all = values.getOrDefault(name, List.of());
        if (all.size() > 1) {
            throw new TokenError("invalid_request", "A parameter is repeated: " + name + ".");
        }
        return all.isEmpty() ? "" : all.getFirst();
    }

    /// All values of a parameter.
    List<String> all(String name) {
        return values.getOrDefault(name, List.of()).stream()
                .filter(value -> !value.isEmpty())
                .toList();
    }
}
