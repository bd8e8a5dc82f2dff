package io.gatehouse.kit;

import io.gatehouse.protocol.Slice;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.DecimalNode;
import tools.jackson.databind.node.NumericNode;
import tools.jackson.databind.node.ObjectNode;

/// JSON as trees, for what servers of our own have to look into. Numbers keep their value; duplicate keys, numbers of
/// more than 1,000 digits and nesting beyond 128 levels are refused.
public final class JsonValues {
    /// Reads within the bounds above.
    public static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(128)
                            .maxNumberLength(1_000)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private JsonValues() {}

    /// A new object without members.
    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /// @throws JacksonException when the bytes are outside the bounds above
    static JsonNode read(Slice json) {
        try {
            return MAPPER.readTree(json.array(), json.offset(), json.length());
        } catch (NumberFormatException tooLarge) {
            // JSON bounds no exponent, but a decimal of Java has to.
            throw new StreamReadException(null, "a number in it is too large", tooLarge);
        }
    }

    /// An object written in Java source or made by this program.
    ///
    /// @throws IllegalArgumentException when the text is not a JSON object
    static ObjectNode readObject(String what, String json) {
        try {
            if (MAPPER.readTree(json) instanceof ObjectNode object) {
                return object;
            }
        } catch (JacksonException malformed) {
            throw new IllegalArgumentException(what + " is not JSON: " + malformed.getOriginalMessage(), malformed);
        }
        throw new IllegalArgumentException(what + " must be a JSON object");
    }

    static byte[] bytes(JsonNode value) {
        return MAPPER.writeValueAsBytes(value);
    }

    /// Whole numbers are written without a fraction.
    static JsonNode number(double value) {
        boolean whole = value == Math.rint(value) && Math.abs(value) < 1L << 53;
        return whole
                ? MAPPER.getNodeFactory().numberNode((long) value)
                : MAPPER.getNodeFactory().numberNode(value);
    }

    static void putIfPresent(ObjectNode target, String key, @Nullable String value) {
        if (value != null) {
            target.put(key, value);
        }
    }

    /// The same value with the keys of its objects in order and its numbers in one spelling.
    static JsonNode canonical(JsonNode value) {
        return switch (value) {
            case ObjectNode object -> {
                ObjectNode ordered = object();
                new TreeMap<>(object.properties().stream()
                                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)))
                        .forEach((key, member) -> ordered.set(key, canonical(member)));
                yield ordered;
            }
            case ArrayNode array -> {
                ArrayNode same = MAPPER.createArrayNode();
                array.forEach(element -> same.add(canonical(element)));
                yield same;
            }
            case NumericNode number -> DecimalNode.valueOf(number.decimalValue().stripTrailingZeros());
            default -> value;
        };
    }
}
