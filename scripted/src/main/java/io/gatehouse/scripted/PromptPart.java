package io.gatehouse.scripted;

import io.gatehouse.scripted.script.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A piece of what a model reads, in the order in which it does: tools, system, messages.
///
/// @param path where it stands in the request
/// @param content the piece itself, without its mark
/// @param ttl set when the prompt is to be kept up to here: `5m` or `1h`
record PromptPart(String path, String content, @Nullable String ttl) {
    static List<PromptPart> of(JsonNode body) {
        List<PromptPart> parts = new ArrayList<>();
        pieces(body.path("tools"), "tools", "", parts);
        pieces(body.path("system"), "system", "", parts);
        String settings = body.path("tool_choice") + " " + body.path("thinking") + " ";
        JsonNode messages = body.path("messages");
        for (int at = 0; at < messages.size(); at++) {
            JsonNode message = messages.get(at);
            String before = (at == 0 ? settings : "") + message.path("role").asString("") + ": ";
            pieces(message.path("content"), "messages." + at + ".content", before, parts);
        }
        JsonNode whole = Shape.optional(body, "cache_control");
        if (whole != null && !parts.isEmpty()) {
            PromptPart last = parts.removeLast();
            parts.add(new PromptPart(last.path(), last.content(), CacheControlCheck.ttl(whole, "")));
        }
        return parts;
    }

    private static void pieces(JsonNode content, String path, String before, List<PromptPart> parts) {
        if (content.isString()) {
            ObjectNode block = Json.object().put("type", "text").put("text", content.stringValue());
            parts.add(new PromptPart(path, before + block, null));
            return;
        }
        for (int at = 0; at < content.size(); at++) {
            JsonNode piece = content.get(at);
            String here = path + "." + at;
            String inner = innerTtl(piece, here);
            JsonNode control = Shape.optional(piece, "cache_control");
            String ttl = control == null ? inner : CacheControlCheck.ttl(control, here);
            parts.add(new PromptPart(here, before + withoutMarks(piece), ttl));
        }
    }

    /// A mark inside a tool result counts for the result as a whole.
    private static @Nullable String innerTtl(JsonNode piece, String path) {
        String ttl = null;
        for (JsonNode inner : piece.path("content")) {
            JsonNode control = Shape.optional(inner, "cache_control");
            ttl = control == null ? ttl : CacheControlCheck.ttl(control, path + ".content");
        }
        return ttl;
    }

    private static String withoutMarks(JsonNode piece) {
        if (piece.findParents("cache_control").isEmpty() || !piece.isObject()) {
            return piece.toString();
        }
        ObjectNode copy = ((ObjectNode) piece).deepCopy();
        copy.remove("cache_control");
        for (JsonNode inner : copy.path("content")) {
            if (inner instanceof ObjectNode object) {
                object.remove("cache_control");
            }
        }
        return copy.toString();
    }
}
