package io.gatehouse.upstream.repair;

import io.gatehouse.protocol.Slice;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Entries as trees. Numbers keep their value; of a key that is there twice the last counts, as in SDK clients.
final class RepairTrees {
    /// An entry nests as deep as a message may, which is 128 levels, and a little more after it was wrapped.
    private static final int MAX_DEPTH = 160;

    private static final int MAX_STRING = 64 << 20;
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxStringLength(MAX_STRING)
                            .build())
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private RepairTrees() {}

    /// The value, or null when it holds more than a tree can: a number of thousands of digits, say.
    static @Nullable JsonNode read(Slice json) {
        try {
            return MAPPER.readTree(json.array(), json.offset(), json.length());
        } catch (JacksonException | NumberFormatException tooMuch) {
            return null;
        }
    }

    static byte[] bytes(JsonNode value) {
        return MAPPER.writeValueAsBytes(value);
    }

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    static ArrayNode array() {
        return MAPPER.createArrayNode();
    }

    /// A text.
    static JsonNode text(String value) {
        return MAPPER.getNodeFactory().stringNode(value);
    }

    /// An object with the same members.
    static ObjectNode copy(ObjectNode object) {
        ObjectNode copy = object();
        object.properties().forEach(entry -> copy.set(entry.getKey(), entry.getValue()));
        return copy;
    }

    /// A schema that allows nothing but objects, and every one.
    static ObjectNode anyObject() {
        return object().put("type", "object");
    }

    /// What a value is, for messages.
    static String kind(JsonNode value) {
        return switch (value.getNodeType()) {
            case NULL -> "null";
            case BOOLEAN -> "a boolean";
            case NUMBER -> "a number";
            case STRING -> "a string";
            case ARRAY -> "a list";
            case OBJECT -> "an object";
            case BINARY, POJO, MISSING -> "missing";
        };
    }
}
