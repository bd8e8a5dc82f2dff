package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Puts a message together from the text of its stream, and checks that the stream is in order: every event named
/// as its data are, one start and one stop, indexes that grow by one, each block ended before the next begins.
final class StreamedMessage {
    private static final JsonMapper MAPPER = new JsonMapper();

    private StreamedMessage() {}

    /// The message; what it has at its end is `stop_reason` only.
    static ObjectNode of(String stream) {
        List<JsonNode> events = events(stream);
        assertThat(events.getFirst().path("type").asString())
                .as("the first event")
                .isEqualTo("message_start");
        assertThat(events.getLast().path("type").asString())
                .as("the last event")
                .isEqualTo("message_stop");
        ObjectNode message = (ObjectNode) events.getFirst().get("message").deepCopy();
        ArrayNode content = (ArrayNode) message.get("content");
        StringBuilder grown = new StringBuilder();
        boolean open = false;
        for (JsonNode event : events.subList(1, events.size() - 1)) {
            switch (event.path("type").asString()) {
                case "content_block_start" -> {
                    assertThat(open).isFalse();
                    assertThat(event.path("index").asInt()).isEqualTo(content.size());
                    content.add(event.get("content_block").deepCopy());
                    grown.setLength(0);
                    open = true;
                }
                case "content_block_delta" -> {
                    assertThat(open).isTrue();
                    assertThat(event.path("index").asInt()).isEqualTo(content.size() - 1);
                    grown.append(event.at("/delta/text").asString(""))
                            .append(event.at("/delta/partial_json").asString(""));
                }
                case "content_block_stop" -> {
                    assertThat(open).isTrue();
                    complete((ObjectNode) content.get(content.size() - 1), grown.toString());
                    open = false;
                }
                case "message_delta" -> message.set("stop_reason", event.at("/delta/stop_reason"));
                case "ping" -> {}
                default -> throw new AssertionError(event.toString());
            }
        }
        assertThat(open).isFalse();
        return message;
    }

    private static void complete(ObjectNode block, String grown) {
        if (block.path("type").asString().equals("text")) {
            block.put("text", block.path("text").asString("") + grown);
        } else if (!grown.isEmpty()) {
            block.set("input", MAPPER.readTree(grown));
        }
    }

    private static List<JsonNode> events(String stream) {
        List<JsonNode> events = new ArrayList<>();
        for (String event : stream.split("\n\n")) {
            if (event.startsWith("event: ")) {
                int data = event.indexOf("\ndata: ");
                JsonNode read = MAPPER.readTree(event.substring(data + 7));
                assertThat(event.substring(7, data)).isEqualTo(read.path("type").asString());
                events.add(read);
            }
        }
        return events;
    }
}
