package io.gatehouse.doors.messages.sources;

import io.gatehouse.doors.messages.api.Trees;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Translates between `sampling/createMessage` (2025-11-25 and 2026-07-28, sampling) and the Messages API.
final class SamplingBody {
    private static final int MOST_MESSAGES = 100;

    private SamplingBody() {}

    /// The body of a request without `model`; null when the server wants what cannot be had so: tools,
    /// or content that is neither text nor image.
    ///
    /// @param params of the sampling request
    /// @param most the most tokens that an answer may have
    static @Nullable ObjectNode of(JsonNode params, int most) {
        if (Trees.has(params, "tools") || params.path("messages").size() > MOST_MESSAGES) {
            return null;
        }
        ObjectNode body = Trees.object();
        body.put("max_tokens", Math.clamp(params.path("maxTokens").asInt(most), 1, most));
        String system = params.path("systemPrompt").asString("");
        if (!system.isEmpty()) {
            body.put("system", system);
        }
        ArrayNode messages = body.putArray("messages");
        for (JsonNode message : params.path("messages")) {
            String role = message.path("role").asString("");
            if (!role.equals("user") && !role.equals("assistant")) {
                return null;
            }
            ArrayNode content = messages.addObject().put("role", role).putArray("content");
            JsonNode given = message.path("content");
            for (JsonNode block : given.isArray() ? given : Trees.array().add(given)) {
                ObjectNode translated = block(block);
                if (translated == null) {
                    return null;
                }
                content.add(translated);
            }
        }
        JsonNode stops = params.path("stopSequences");
        if (stops.isArray() && !stops.isEmpty()) {
            body.set("stop_sequences", stops);
        }
        return messages.isEmpty() ? null : body;
    }

    /// The result of the sampling request.
    ///
    /// @param message as the Messages API gives it
    static ObjectNode result(ObjectNode message) {
        StringBuilder text = new StringBuilder();
        for (JsonNode block : message.path("content")) {
            if (Trees.type(block).equals("text")) {
                text.append(block.path("text").asString(""));
            }
        }
        ObjectNode result = Trees.object();
        result.put("role", "assistant");
        result.putObject("content").put("type", "text").put("text", text.toString());
        result.put("model", message.path("model").asString(""));
        String reason = message.path("stop_reason").asString("");
        result.put(
                "stopReason",
                switch (reason) {
                    case "end_turn" -> "endTurn";
                    case "max_tokens" -> "maxTokens";
                    case "stop_sequence" -> "stopSequence";
                    default -> reason;
                });
        return result;
    }

    private static @Nullable ObjectNode block(JsonNode block) {
        ObjectNode translated = Trees.object();
        switch (Trees.type(block)) {
            case "text" ->
                translated.put("type", "text").put("text", block.path("text").asString(""));
            case "image" ->
                translated
                        .put("type", "image")
                        .putObject("source")
                        .put("type", "base64")
                        .put("media_type", block.path("mimeType").asString(""))
                        .put("data", block.path("data").asString(""));
            default -> {
                return null;
            }
        }
        return translated;
    }
}
