package io.gatehouse.scripted;

import io.gatehouse.http.Header;
import io.gatehouse.http.HttpExchange;
import io.gatehouse.scripted.script.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A request that came to a [ScriptedModel].
///
/// @param query what follows the question mark, or null
/// @param headers in their order, names in lower case; the value of a key is replaced by `…`
/// @param body as it came; not copied
public record RecordedRequest(
        String method, String path, @Nullable String query, List<Header> headers, byte[] body) {
    private static final Set<String> SECRETS = Set.of("authorization", "x-api-key", "cookie", "proxy-authorization");

    static RecordedRequest of(HttpExchange exchange) {
        List<Header> headers = new ArrayList<>();
        exchange.requestHeaders().forEach((name, value) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            headers.add(new Header(lower, SECRETS.contains(lower) ? "…" : value));
        });
        return new RecordedRequest(
                exchange.method(), exchange.path(), exchange.query(), List.copyOf(headers), exchange.body());
    }

    /// The first value of a header, or null.
    public @Nullable String header(String name) {
        return headers.stream()
                .filter(header -> header.name().equalsIgnoreCase(name))
                .map(Header::value)
                .findFirst()
                .orElse(null);
    }

    /// The body as text.
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /// The body as JSON.
    ///
    /// @throws tools.jackson.core.JacksonException if it is none
    public JsonNode json() {
        return Json.MAPPER.readTree(body);
    }
}
