package io.gatehouse.doors.messages.translation;

import io.gatehouse.models.ApiException;
import java.util.Collection;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// An object of a request with the way to it, and the checks of what is in it: in the words of the hosted
/// service, the way to the value first.
///
/// @param path the way to the object, `mcp_servers.0` say; empty for the whole body
record Fields(ObjectNode object, String path) {

    /// The object at a place.
    ///
    /// @throws ApiException if there is something else
    static Fields of(JsonNode value, String path) throws ApiException {
        if (value instanceof ObjectNode object) {
            return new Fields(object, path);
        }
        throw ApiException.invalid(path + ": Input should be a valid dictionary");
    }

    /// The way to a value of this object.
    String at(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    /// The error that says this of a value.
    ApiException wrong(String key, String what) {
        return ApiException.invalid(at(key) + ": " + what);
    }

    /// The same object under a longer way, as the members of unions have it.
    Fields as(String tag) {
        return new Fields(object, at(tag));
    }

    /// Refuses keys that the object does not have.
    void only(Collection<String> known) throws ApiException {
        for (String key : object.propertyNames()) {
            if (!known.contains(key)) {
                throw wrong(key, "Extra inputs are not permitted");
            }
        }
    }

    /// The value under a key that must be there.
    JsonNode required(String key) throws ApiException {
        JsonNode value = object.get(key);
        if (value == null) {
            throw wrong(key, "Field required");
        }
        return value;
    }

    /// The value under a key; null when it is absent or null.
    @Nullable
    JsonNode optional(String key) {
        JsonNode value = object.get(key);
        return value == null || value.isNull() ? null : value;
    }

    String text(String key) throws ApiException {
        JsonNode value = required(key);
        if (!value.isString()) {
            throw wrong(key, "Input should be a valid string");
        }
        return value.stringValue();
    }

    @Nullable
    String optionalText(String key) throws ApiException {
        return optional(key) == null ? null : text(key);
    }

    String text(String key, int least, int most) throws ApiException {
        String text = text(key);
        if (text.length() < least) {
            throw wrong(key, "String should have at least " + characters(least));
        }
        if (text.length() > most) {
            throw wrong(key, "String should have at most " + characters(most));
        }
        return text;
    }

    private static String characters(int count) {
        return count == 1 ? "1 character" : count + " characters";
    }

    String text(String key, Pattern pattern) throws ApiException {
        String text = text(key);
        if (!pattern.matcher(text).matches()) {
            throw wrong(key, "String should match pattern '" + pattern + "'");
        }
        return text;
    }

    /// A flag; null when it is absent or null.
    @Nullable
    Boolean flag(String key) throws ApiException {
        JsonNode value = optional(key);
        if (value == null) {
            return null;
        }
        if (!value.isBoolean()) {
            throw wrong(key, "Input should be a valid boolean");
        }
        return value.booleanValue();
    }

    /// The array under a key; null when it is absent or null.
    @Nullable
    JsonNode list(String key) throws ApiException {
        JsonNode value = optional(key);
        if (value != null && !value.isArray()) {
            throw wrong(key, "Input should be a valid list");
        }
        return value;
    }

    /// The object under a key; null when it is absent or null.
    @Nullable
    Fields fields(String key) throws ApiException {
        JsonNode value = optional(key);
        return value == null ? null : of(value, at(key));
    }

    /// The object under a key that must be there.
    Fields requiredFields(String key) throws ApiException {
        return of(required(key), at(key));
    }
}
