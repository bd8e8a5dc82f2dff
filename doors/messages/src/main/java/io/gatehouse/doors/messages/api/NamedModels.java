package io.gatehouse.doors.messages.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.json.JsonMapper;

/// The models that a request names beside `model`: those that a provider falls back to, and those of its own tools
/// (`fallbacks`, `tools`). Other spellings and repeated members count, because nobody knows which one a provider takes.
public final class NamedModels {
    private static final String MODEL = "model";
    private static final Set<String> HOLDERS = Set.of("fallbacks", "tools");
    private static final JsonMapper MAPPER = JsonMapper.shared();

    private NamedModels() {}

    /// All of them, `model` included.
    public static List<String> in(byte[] body) {
        List<String> names = new ArrayList<>();
        try (JsonParser json = MAPPER.createParser(body)) {
            if (json.nextToken() == JsonToken.START_OBJECT) {
                object(json, names, true);
            }
        } catch (JacksonException malformed) {
            // Whoever handles it says so.
        }
        return names;
    }

    /// @param whole whether it is the request itself
    private static void object(JsonParser json, List<String> names, boolean whole) {
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String key = json.currentName();
            JsonToken value = json.nextToken();
            if (key.equalsIgnoreCase(MODEL) && value == JsonToken.VALUE_STRING) {
                names.add(json.getString());
            } else if (whole
                    && value == JsonToken.START_ARRAY
                    && HOLDERS.stream().anyMatch(key::equalsIgnoreCase)) {
                array(json, names);
            } else {
                json.skipChildren();
            }
        }
    }

    private static void array(JsonParser json, List<String> names) {
        for (JsonToken element = json.nextToken();
                element != null && element != JsonToken.END_ARRAY;
                element = json.nextToken()) {
            if (element == JsonToken.START_OBJECT) {
                object(json, names, false);
            } else {
                json.skipChildren();
            }
        }
    }
}
