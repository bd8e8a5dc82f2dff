package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// Reading and comparing what SDKs of the Messages API report.
final class MessagesReport {
    private static final Pattern IDS = Pattern.compile("\\b(msg|req|toolu|mcptoolu)_[A-Za-z0-9]+");

    private static final JsonMapper SORTED = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, SerializationFeature.INDENT_OUTPUT)
            .build();

    private MessagesReport() {}

    /// The types of a message's blocks, in order.
    static List<String> types(JsonNode message) {
        List<String> types = new ArrayList<>();
        message.path("content").forEach(block -> types.add(block.get("type").stringValue()));
        return types;
    }

    /// The texts of a list.
    static List<String> texts(JsonNode items) {
        List<String> texts = new ArrayList<>();
        items.forEach(item -> texts.add(item.stringValue()));
        return texts;
    }

    /// Any part of a report with its members in the order of their names, and with the ids that differ from request to
    /// request blanked out.
    static String stable(JsonNode part) {
        return IDS.matcher(SORTED.writeValueAsString(SORTED.treeToValue(part, Object.class)))
                .replaceAll("$1_~");
    }

    /// Checks that a step gave this error, with a request's id.
    static void error(JsonNode step, String kind, int status, String type) {
        assertThat(step.at("/error/kind").asString()).as(step.toString()).isEqualTo(kind);
        assertThat(step.at("/error/status").intValue()).isEqualTo(status);
        assertThat(step.at("/error/type").asString()).isEqualTo(type);
        assertThat(step.at("/error/request").asString()).startsWith("req_");
    }
}
