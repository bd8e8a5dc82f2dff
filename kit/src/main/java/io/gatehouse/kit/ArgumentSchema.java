package io.gatehouse.kit;

import io.gatehouse.protocol.LoneSurrogates;
import io.gatehouse.protocol.Slice;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The input schema of a tool whose definition somebody else wrote. Making and using one takes milliseconds, so neither
/// belongs on an event loop.
public final class ArgumentSchema {
    /// A double would take a large number for infinite.
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final Schema schema;

    /// @param inputSchema the object under `inputSchema`, JSON
    /// @throws IllegalArgumentException when it is no usable JSON Schema; the message says why
    public ArgumentSchema(Slice inputSchema) {
        if (!(parsed(inputSchema) instanceof ObjectNode object)) {
            throw new IllegalArgumentException("the input schema is no object");
        }
        this.schema = new Schema("the input schema", object);
    }

    /// What is wrong with the arguments of a call, each fault with the path of its field; empty when nothing is. A call
    /// without arguments is checked as one with none of them.
    public String problems(@Nullable Slice arguments) {
        return schema.problems(arguments == null ? JSON.createObjectNode() : parsed(arguments));
    }

    private static JsonNode parsed(Slice json) {
        try {
            Slice readable = LoneSurrogates.replaced(json);
            return JSON.readTree(readable.array(), readable.offset(), readable.length());
        } catch (JacksonException unreadable) {
            throw new IllegalArgumentException("cannot be read: " + unreadable.getOriginalMessage(), unreadable);
        } catch (NumberFormatException tooLarge) {
            throw new IllegalArgumentException("cannot be read: a number in them is too large", tooLarge);
        }
    }
}
