package io.gatehouse.doors.front;

import io.gatehouse.http.HttpExchange;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Tells clients which issuers give tokens for the gateway (RFC 9728, section 3).
public final class ResourceMetadata implements Door {
    private static final String JSON = "application/json";

    private final Function<String, @Nullable String> metadata;
    private final Door otherwise;

    /// @param metadata the JSON for a path; null where there is none
    /// @param otherwise answers there
    public ResourceMetadata(Function<String, @Nullable String> metadata, Door otherwise) {
        this.metadata = metadata;
        this.otherwise = otherwise;
    }

    @Override
    public void serve(HttpExchange exchange, Visitor visitor) {
        String json = metadata.apply(exchange.path());
        if (json == null) {
            otherwise.serve(exchange, visitor);
        } else {
            exchange.responseHeader("Cache-Control", "max-age=300");
            exchange.respond(200, JSON, json.getBytes(StandardCharsets.UTF_8));
        }
    }

    @Override
    public void refuse(HttpExchange exchange, Refusal refusal) {
        otherwise.refuse(exchange, refusal);
    }
}
