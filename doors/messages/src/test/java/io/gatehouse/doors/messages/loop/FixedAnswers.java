package io.gatehouse.doors.messages.loop;

import io.gatehouse.doors.messages.api.Trees;
import io.gatehouse.http.HttpExchange;
import io.gatehouse.http.HttpHandler;
import io.gatehouse.http.OutgoingBody;
import io.gatehouse.protocol.LoneSurrogates;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.ObjectNode;

/// A provider that gives these messages one after the other, whole or as a stream, as each request wants it.
final class FixedAnswers implements HttpHandler {
    final List<JsonNode> asked = new CopyOnWriteArrayList<>();
    final List<String> keys = new CopyOnWriteArrayList<>();
    private final List<ObjectNode> messages;

    FixedAnswers(ObjectNode... messages) {
        this.messages = List.of(messages);
    }

    /// A message.
    ///
    /// @param stopReason null for a provider that gives none
    static ObjectNode message(String stopReason, String... blocks) {
        return (ObjectNode) Trees.MAPPER.readTree(
                "{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"odd\",\"content\":["
                        + String.join(",", blocks) + "],\"stop_reason\":"
                        + (stopReason == null ? "null" : "\"" + stopReason + "\"")
                        + ",\"stop_sequence\":null,\"usage\":{\"input_tokens\":1,\"output_tokens\":1}}");
    }

    static String call(String id, String name, String input) {
        return "{\"type\":\"tool_use\",\"id\":\"toolu_" + id + "\",\"name\":\"" + name + "\",\"input\":" + input + "}";
    }

    static String text(String text) {
        return "{\"type\":\"text\",\"text\":\"" + text + "\"}";
    }

    @Override
    public void handle(HttpExchange exchange) {
        JsonNode body = Trees.MAPPER.readTree(exchange.body());
        asked.add(body);
        String key = exchange.header("idempotency-key");
        keys.add(key == null ? "" : key);
        ObjectNode message = messages.get(asked.size() - 1).deepCopy();
        if (!body.path("stream").asBoolean(false) || message.has("error")) {
            exchange.respond(
                    200,
                    "application/json",
                    LoneSurrogates.escaped(message.toString()).getBytes(StandardCharsets.UTF_8));
            return;
        }
        OutgoingBody out = exchange.stream(200, "text/event-stream");
        out.write(events(message).getBytes(StandardCharsets.UTF_8));
        out.end();
    }

    private static String events(ObjectNode message) {
        StringBuilder events = new StringBuilder();
        JsonNode content = message.path("content").deepCopy();
        ObjectNode delta = Trees.object();
        delta.set("stop_reason", message.path("stop_reason"));
        message.putArray("content");
        message.putNull("stop_reason");
        ObjectNode start = event("message_start");
        start.set("message", message);
        write(events, start);
        for (int at = 0; at < content.size(); at++) {
            ObjectNode begun = event("content_block_start").put("index", at);
            ObjectNode block = (ObjectNode) content.get(at).deepCopy();
            String input = block.path("input").toString();
            boolean call = block.has("input");
            if (call) {
                block.putObject("input");
            }
            begun.set("content_block", block);
            write(events, begun);
            if (call) {
                ObjectNode grown = event("content_block_delta").put("index", at);
                grown.putObject("delta").put("type", "input_json_delta").put("partial_json", input);
                write(events, grown);
            }
            write(events, event("content_block_stop").put("index", at));
        }
        ObjectNode end = event("message_delta");
        end.set("delta", delta);
        if (message.has("context_management")) {
            end.set("context_management", message.get("context_management"));
        }
        JsonNode output = message.path("usage").path("output_tokens");
        end.putObject("usage").set("output_tokens", output.isNumber() ? output : IntNode.valueOf(1));
        write(events, end);
        write(events, event("message_stop"));
        return events.toString();
    }

    private static ObjectNode event(String type) {
        return Trees.object().put("type", type);
    }

    private static void write(StringBuilder events, ObjectNode event) {
        events.append("event: ")
                .append(event.path("type").asString(""))
                .append("\ndata: ")
                .append(LoneSurrogates.escaped(event.toString()))
                .append("\n\n");
    }
}
