package io.gatehouse.app;

import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.MalformedJsonException;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Slice;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The arguments of a call as the command line has them.
final class Arguments {
    private Arguments() {}

    /// A JSON object of `key=value` pairs, put over a JSON object if there is one. A value is a text unless the schema
    /// wants something else and the value is that in JSON. Null when there is nothing at all.
    ///
    /// @param schema the tool's `inputSchema`, or null when all values are texts
    /// @throws CommandException when the object is none
    static @Nullable String json(Map<String, String> pairs, @Nullable String object, @Nullable ObjectView schema) {
        if (pairs.isEmpty() && object == null) {
            return null;
        }
        Map<String, String> all = new LinkedHashMap<>();
        if (object != null) {
            ObjectView given = read(object);
            for (int index = 0; index < given.size(); index++) {
                all.put(given.key(index), given.value(index).text());
            }
        }
        ObjectView properties = schema == null ? null : schema.object("properties");
        pairs.forEach((key, value) -> all.put(key, value(value, properties == null ? null : properties.object(key))));
        return all.entrySet().stream()
                .map(entry -> Json.quote(entry.getKey()) + ":" + entry.getValue())
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static ObjectView read(String object) {
        try {
            return ObjectView.read(Slice.of(object.strip()));
        } catch (MalformedJsonException malformed) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "--args-json is no JSON object: " + malformed.getMessage() + ". Write '{\"key\": 1}'.");
        }
    }

    private static String value(String value, @Nullable ObjectView schema) {
        boolean text = schema == null || "string".equals(schema.string("type"));
        return !text && Json.wellFormed(Slice.of(value)) ? value.strip() : Json.quote(value);
    }
}
