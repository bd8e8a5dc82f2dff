package io.gatehouse.scripted;

import io.gatehouse.http.HttpExchange;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Checks what a request says in its headers.
final class HeaderCheck {
    private static final List<String> VERSIONS = List.of("2023-06-01", "2026-10-21");
    private static final String BEARER = "bearer ";

    private HeaderCheck() {}

    /// The caller's key, which must be there.
    ///
    /// @param wanted the only key that is taken; null for any
    static String key(HttpExchange exchange, @Nullable String wanted) {
        String key = exchange.header("x-api-key");
        String authorization = exchange.header("authorization");
        boolean bearer = false;
        if (authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            bearer = true;
            key = authorization.substring(BEARER.length()).strip();
        }
        if (key == null || key.isEmpty()) {
            throw new RejectedException(401, "x-api-key header is required");
        }
        if (wanted != null && !same(key, wanted)) {
            throw new RejectedException(401, bearer ? "Invalid bearer token" : "invalid x-api-key");
        }
        return key;
    }

    private static boolean same(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    /// The version of the API that the caller speaks.
    static String version(HttpExchange exchange) {
        String version = exchange.header("anthropic-version");
        if (version == null) {
            throw RejectedException.invalid("anthropic-version: header is required");
        }
        if (!VERSIONS.contains(version.strip())) {
            throw RejectedException.invalid("anthropic-version: \"" + version
                    + "\" is not a valid version; valid ones are " + String.join(", ", VERSIONS));
        }
        return version.strip();
    }

    /// The betas that the caller asks for; those of MCP are not the provider's business behind a
    /// gateway.
    static Set<String> betas(HttpExchange exchange) {
        Set<String> betas = new LinkedHashSet<>();
        for (String value : exchange.headers("anthropic-beta")) {
            for (String beta : value.split(",")) {
                betas.add(beta.strip());
            }
        }
        betas.remove("");
        for (String beta : betas) {
            if (beta.startsWith("mcp-client-")) {
                throw RejectedException.invalid("Unexpected value(s) `" + beta + "` for the `anthropic-beta` header."
                        + " Please consult our documentation or try again without the header.");
            }
        }
        return betas;
    }

    static void json(HttpExchange exchange) {
        String type = exchange.header("content-type");
        if (type == null || !type.split(";")[0].strip().matches("(?i)application/([\\w.-]+\\+)?json")) {
            throw RejectedException.invalid("content-type: must be application/json");
        }
    }
}
