package io.gatehouse.app.cli;

import io.gatehouse.app.config.Shown;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.MalformedJsonException;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Slice;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The arguments of a call as the command line has them.
final class Arguments {
    /// How the JSON of each type starts.
    private static final Map<String, Pattern> FORMS = Map.of(
            "integer", Pattern.compile("-?[0-9]+(\\.0+)?$"),
            "number", Pattern.compile("[-0-9]"),
            "boolean", Pattern.compile("true|false"),
            "array", Pattern.compile("\\["),
            "object", Pattern.compile("\\{"));
    private static final Map<String, String> EXAMPLES = Map.of(
            "integer", "--arg KEY=3",
            "number", "--arg KEY=0.5",
            "boolean", "--arg KEY=true",
            "array", "JSON in quotes: --arg 'KEY=[\"a\", \"b\"]'",
            "object", "JSON in quotes: --arg 'KEY={\"a\": 1}'");

    private Arguments() {}

    /// A JSON object of `key=value` pairs, put over a JSON object if there is one. A value is a text unless the schema
    /// wants something else and the value is that in JSON. Null when there is nothing at all.
    ///
    /// @param schema the tool's `inputSchema`, or null when all values are texts
    /// @throws CommandException when the object is none, or a value is not of the type that the schema names
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
        pairs.forEach(
                (key, value) -> all.put(key, value(key, value, properties == null ? null : properties.object(key))));
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
                    "--args-json is not a JSON object: " + malformed.getMessage() + ". Write '{\"key\": 1}'.");
        }
    }

    private static String example(String type, String key) {
        return EXAMPLES.getOrDefault(type, "").replace("KEY", key);
    }

    private static String value(String key, String value, @Nullable ObjectView schema) {
        String type = schema == null ? "string" : schema.string("type");
        if ("string".equals(type)) {
            return Json.quote(value);
        }
        String stripped = value.strip();
        boolean json = Json.wellFormed(Slice.of(stripped));
        Pattern form = type == null ? null : FORMS.get(type);
        if (type != null && form != null && (!json || !form.matcher(stripped).lookingAt())) {
            String article = "aio".indexOf(type.charAt(0)) >= 0 ? "an " : "a ";
            throw new CommandException(
                    ExitCode.USAGE,
                    "--arg " + Shown.plain(key) + ": the tool needs " + article + type + " here. Write "
                            + example(type, Shown.plain(key)) + ".");
        }
        return json ? stripped : Json.quote(value);
    }
}
