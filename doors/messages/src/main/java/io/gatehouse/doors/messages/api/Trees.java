package io.gatehouse.doors.messages.api;

import io.gatehouse.models.ApiException;
import io.gatehouse.protocol.LoneSurrogates;
import io.gatehouse.protocol.Slice;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// JSON trees of the door: read exactly, bounded in depth, written by [CanonicalJson].
public final class Trees {
    /// Tools nest schemas of 128 levels a little deeper.
    private static final int MAX_DEPTH = 160;

    private static final int MAX_STRING = 64 << 20;
    /// A small value takes tens of times its bytes as a tree. A million tokens, of braces, names and values, take less
    /// than 100 MiB.
    private static final int MAX_TOKENS = 1_000_000;

    /// Reads and writes JSON within these bounds. Numbers keep the digits that they came with.
    public static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxStringLength(MAX_STRING)
                            .maxTokenCount(MAX_TOKENS)
                            .build())
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private Trees() {}

    /// An empty object.
    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /// An empty array.
    public static ArrayNode array() {
        return MAPPER.createArrayNode();
    }

    /// One value, with U+FFFD for half a character, which providers refuse.
    ///
    /// @throws JacksonException if the bytes are not one, or hold more than this class takes
    public static JsonNode read(byte[] json) {
        return read(json, 0, json.length);
    }

    /// One value in a part of an array. The same bounds hold.
    public static JsonNode read(byte[] array, int offset, int length) {
        Slice whole = LoneSurrogates.replaced(new Slice(array, offset, length));
        return exactly(whole.array(), whole.offset(), whole.length());
    }

    /// One value, whose texts may end in half a character that the next one goes on with. The same bounds hold. With
    /// half a character in a name, which no tree can have, it is read like any other.
    public static JsonNode readPiece(byte[] json) {
        try {
            return exactly(json, 0, json.length);
        } catch (StreamReadException unreadable) {
            return read(json);
        }
    }

    private static JsonNode exactly(byte[] array, int offset, int length) {
        try {
            return MAPPER.readTree(array, offset, length);
        } catch (NumberFormatException tooLarge) {
            // JSON bounds no exponent, but a decimal of Java has to.
            throw new StreamReadException(null, "a number in it is too large", tooLarge);
        }
    }

    /// The body of a request.
    ///
    /// @throws ApiException if it is not one JSON object
    public static ObjectNode body(byte[] bytes) throws ApiException {
        JsonNode body;
        try {
            body = read(bytes);
        } catch (StreamConstraintsException tooMuch) {
            throw ApiException.invalid("A request body that names MCP servers holds at most " + MAX_TOKENS
                    + " braces, names and values, nested at most " + MAX_DEPTH
                    + " deep, with numbers of at most 1000 digits.");
        } catch (JacksonException malformed) {
            String why = malformed.getOriginalMessage();
            throw ApiException.invalid("The request body is not valid JSON: "
                    + (why == null ? "" : why.lines().findFirst().orElse("")));
        }
        if (body instanceof ObjectNode object) {
            return object;
        }
        throw ApiException.invalid("Input should be a valid dictionary or object to extract fields from");
    }

    /// The type of a content block; empty when it has none.
    public static String type(JsonNode block) {
        return block.path("type").asString("");
    }

    /// Whether there is a value: neither absent nor null.
    public static boolean has(JsonNode object, String key) {
        JsonNode value = object.get(key);
        return value != null && !value.isNull();
    }
}
