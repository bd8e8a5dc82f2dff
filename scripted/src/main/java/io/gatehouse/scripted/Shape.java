package io.gatehouse.scripted;

import java.util.Collection;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Checks of single values, in the words of the hosted service: the way to the value, then what is
/// wrong with it.
final class Shape {
    private Shape() {}

    static String at(String path, Object key) {
        return path.isEmpty() ? key.toString() : path + "." + key;
    }

    /// Refuses keys that the object does not have.
    static void only(JsonNode object, String path, Collection<String> known) {
        for (String key : object.propertyNames()) {
            if (!known.contains(key)) {
                throw RejectedException.invalid(at(path, key) + ": Extra inputs are not permitted");
            }
        }
    }

    /// The value under a key that must be there.
    static JsonNode required(JsonNode object, String path, String key) {
        JsonNode value = object.get(key);
        if (value == null) {
            throw RejectedException.invalid(at(path, key) + ": Field required");
        }
        return value;
    }

    /// The value under a key; null when it is absent or null.
    static @Nullable JsonNode optional(JsonNode object, String key) {
        JsonNode value = object.get(key);
        return value == null || value.isNull() ? null : value;
    }

    static String text(JsonNode object, String path, String key) {
        JsonNode value = required(object, path, key);
        if (!value.isString()) {
            throw RejectedException.invalid(at(path, key) + ": Input should be a valid string");
        }
        return value.stringValue();
    }

    static String text(JsonNode object, String path, String key, Pattern pattern) {
        String text = text(object, path, key);
        if (!pattern.matcher(text).matches()) {
            throw RejectedException.invalid(at(path, key) + ": String should match pattern '" + pattern + "'");
        }
        return text;
    }

    static void object(JsonNode value, String path) {
        if (!value.isObject()) {
            throw RejectedException.invalid(path + ": Input should be a valid dictionary");
        }
    }

    static void list(JsonNode value, String path) {
        if (!value.isArray()) {
            throw RejectedException.invalid(path + ": Input should be a valid list");
        }
    }

    static void flag(JsonNode object, String path, String key) {
        JsonNode value = optional(object, key);
        if (value != null && !value.isBoolean()) {
            throw RejectedException.invalid(at(path, key) + ": Input should be a valid boolean");
        }
    }

    /// A whole number that is not below the least.
    static long number(JsonNode object, String path, String key, long least) {
        JsonNode value = required(object, path, key);
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw RejectedException.invalid(at(path, key) + ": Input should be a valid integer");
        }
        if (value.longValue() < least) {
            throw RejectedException.invalid(at(path, key) + ": Input should be greater than or equal to " + least);
        }
        return value.longValue();
    }

    /// One of some texts.
    static String oneOf(JsonNode object, String path, String key, Collection<String> known) {
        JsonNode value = required(object, path, key);
        if (!value.isString() || !known.contains(value.stringValue())) {
            throw RejectedException.invalid(at(path, key) + ": Input should be " + alternatives(known));
        }
        return value.stringValue();
    }

    /// The `type` that tells what an object is.
    static String tag(JsonNode object, String path, Collection<String> known) {
        object(object, path);
        JsonNode type = object.get("type");
        if (type == null) {
            throw RejectedException.invalid(path + ".type: Field required");
        }
        String tag = type.asString("");
        if (!known.contains(tag)) {
            throw RejectedException.invalid(path + ": Input tag '" + tag
                    + "' found using 'type' does not match any of the expected tags: '" + String.join("', '", known)
                    + "'");
        }
        return tag;
    }

    private static String alternatives(Collection<String> known) {
        String all = "'" + String.join("', '", known) + "'";
        int last = all.lastIndexOf(", ");
        return last < 0 ? all : all.substring(0, last) + " or " + all.substring(last + 2);
    }
}
