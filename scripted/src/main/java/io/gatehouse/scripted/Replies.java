package io.gatehouse.scripted;

import io.gatehouse.http.HttpExchange;
import io.gatehouse.scripted.script.Json;
import io.gatehouse.scripted.script.PlannedError;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Answers as the hosted service dresses them.
final class Replies {
    private static final Map<String, String> LIMITS = limits();

    private Replies() {}

    private static Map<String, String> limits() {
        Map<String, String> limits = new LinkedHashMap<>();
        Map.of("requests", 4_000, "input-tokens", 2_000_000, "output-tokens", 400_000, "tokens", 2_400_000)
                .forEach((what, limit) -> {
                    String name = "anthropic-ratelimit-" + what;
                    limits.put(name + "-limit", limit.toString());
                    limits.put(name + "-remaining", String.valueOf(limit - 1));
                    limits.put(name + "-reset", "2026-01-01T00:00:00Z");
                });
        return limits;
    }

    /// Adds the headers that every answer has.
    static void headers(HttpExchange exchange, String requestId) {
        exchange.responseHeader("request-id", requestId);
        exchange.responseHeader("anthropic-organization-id", "00000000-0000-0000-0000-000000000000");
    }

    /// Adds the headers that answers of the model have.
    static void limits(HttpExchange exchange) {
        LIMITS.forEach(exchange::responseHeader);
    }

    static void json(HttpExchange exchange, JsonNode body) {
        exchange.respond(200, "application/json", Json.bytes(body));
    }

    static void error(HttpExchange exchange, PlannedError error, String requestId) {
        error.headers().forEach(exchange::responseHeader);
        exchange.respond(error.status(), "application/json", Json.bytes(errorBody(error, requestId)));
    }

    static ObjectNode errorBody(PlannedError error, String requestId) {
        ObjectNode body = Json.object().put("type", "error");
        ObjectNode told = body.putObject("error").put("type", error.type()).put("message", error.message());
        if (error.code() != null) {
            told.putObject("details").put("error_code", error.code());
        }
        return body.put("request_id", requestId);
    }
}
