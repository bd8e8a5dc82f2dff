package io.gatehouse.doors.messages.translation;

import io.gatehouse.doors.messages.api.Trees;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Makes a schema one that the meta-schema of draft 2020-12 accepts, because a provider refuses the whole request for
/// one
/// keyword of one tool. What is misspelled is mended, a keyword of no use is taken out, and what should be a schema and
/// cannot be read as one becomes `{}`. What is in order stays the same object.
final class ValidSchema {
    private static final Set<String> SCHEMAS = Set.of(
            "items",
            "additionalProperties",
            "not",
            "if",
            "then",
            "else",
            "contains",
            "propertyNames",
            "unevaluatedItems",
            "unevaluatedProperties",
            "contentSchema");
    private static final Set<String> LISTS = Set.of("allOf", "anyOf", "oneOf", "prefixItems");
    private static final Set<String> MAPS =
            Set.of("properties", "patternProperties", "$defs", "definitions", "dependentSchemas");
    private static final Set<String> NUMBERS = Set.of("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum");
    private static final Set<String> COUNTS = Set.of(
            "minLength",
            "maxLength",
            "minItems",
            "maxItems",
            "minProperties",
            "maxProperties",
            "minContains",
            "maxContains");
    private static final Set<String> TRUTHS = Set.of("uniqueItems", "deprecated", "readOnly", "writeOnly");
    private static final Set<String> TEXTS = Set.of(
            "$comment",
            "title",
            "description",
            "format",
            "pattern",
            "contentEncoding",
            "contentMediaType",
            "$ref",
            "$dynamicRef",
            "$recursiveRef");
    private static final Set<String> ANCHORS = Set.of("$anchor", "$dynamicAnchor", "$recursiveAnchor");
    private static final Pattern ANCHOR = Pattern.compile("[A-Za-z_][-A-Za-z0-9._]*");
    private static final Pattern DIALECT =
            Pattern.compile("https?://json-schema\\.org/draft(?:/20\\d\\d-\\d\\d|-0[67])/schema#?");

    private ValidSchema() {}

    /// @param schema is not changed
    static ObjectNode of(ObjectNode schema) {
        ObjectNode changed = null;
        for (Map.Entry<String, JsonNode> entry : schema.properties()) {
            JsonNode better = keyword(entry.getKey(), entry.getValue());
            if (better != entry.getValue()) {
                changed = changed == null ? copy(schema) : changed;
                if (better == null) {
                    changed.remove(entry.getKey());
                } else {
                    changed.set(entry.getKey(), better);
                }
            }
        }
        return MisplacedRequired.moved(changed == null ? schema : changed);
    }

    /// The value that the keyword can have: the same, a better one, or null when it has to go.
    private static @Nullable JsonNode keyword(String key, JsonNode value) {
        if (SCHEMAS.contains(key)) {
            return schema(value);
        }
        if (LISTS.contains(key)) {
            return value instanceof ArrayNode list && !list.isEmpty() ? schemas(list) : null;
        }
        if (MAPS.contains(key)) {
            return value instanceof ObjectNode map ? map(map) : Trees.object();
        }
        if (NUMBERS.contains(key)) {
            return value.isNumber() ? value : null;
        }
        if (COUNTS.contains(key)) {
            return value.isIntegralNumber() && value.decimalValue().signum() >= 0 ? value : null;
        }
        if (TRUTHS.contains(key)) {
            return value.isBoolean() ? value : null;
        }
        if (TEXTS.contains(key)) {
            return value.isString() ? value : null;
        }
        if (ANCHORS.contains(key)) {
            return matches(value, ANCHOR) ? value : null;
        }
        return switch (key) {
            case "type" -> SchemaTypes.valid(value);
            case "enum" -> value.isArray() && !value.isEmpty() ? value : null;
            case "examples" -> value.isArray() ? value : null;
            case "required" -> names(value);
            case "multipleOf" -> value.isNumber() && value.decimalValue().signum() > 0 ? value : null;
            case "dependentRequired", "dependencies" -> dependencies(key, value);
            case "$schema" -> matches(value, DIALECT) ? value : null;
            case "$id" -> value.isString() && value.stringValue().indexOf('#') < 0 ? value : null;
            case "$vocabulary" -> null;
            default -> value;
        };
    }

    private static JsonNode schema(JsonNode value) {
        if (value instanceof ObjectNode object) {
            return of(object);
        }
        if (value.isBoolean()) {
            return value;
        }
        // `"a": "string"` means a type.
        JsonNode type = value.isString() ? SchemaTypes.valid(value) : null;
        ObjectNode made = Trees.object();
        if (type != null) {
            made.set("type", type);
        }
        return made;
    }

    private static ArrayNode schemas(ArrayNode list) {
        ArrayNode changed = null;
        for (int at = 0; at < list.size(); at++) {
            JsonNode better = schema(list.get(at));
            if (better != list.get(at)) {
                changed = changed == null ? Trees.array().addAll(list) : changed;
                changed.set(at, better);
            }
        }
        return changed == null ? list : changed;
    }

    private static ObjectNode map(ObjectNode map) {
        ObjectNode changed = null;
        for (Map.Entry<String, JsonNode> entry : map.properties()) {
            // Left as it is for now: it may be a list of names that belongs one level up.
            boolean misplaced = MisplacedRequired.is(entry.getKey(), entry.getValue(), map);
            JsonNode better = misplaced ? entry.getValue() : schema(entry.getValue());
            if (better != entry.getValue()) {
                changed = changed == null ? copy(map) : changed;
                changed.set(entry.getKey(), better);
            }
        }
        return changed == null ? map : changed;
    }

    private static @Nullable JsonNode dependencies(String key, JsonNode value) {
        if (!(value instanceof ObjectNode map)) {
            return null;
        }
        ObjectNode changed = null;
        for (Map.Entry<String, JsonNode> entry : map.properties()) {
            boolean list = entry.getValue().isArray() || key.equals("dependentRequired");
            JsonNode better = list ? names(entry.getValue()) : schema(entry.getValue());
            if (better != entry.getValue()) {
                changed = changed == null ? copy(map) : changed;
                if (better == null) {
                    changed.remove(entry.getKey());
                } else {
                    changed.set(entry.getKey(), better);
                }
            }
        }
        return changed == null ? map : changed;
    }

    /// A list of different names; null when it is no list.
    private static @Nullable JsonNode names(JsonNode value) {
        if (!value.isArray()) {
            return null;
        }
        Set<String> seen = new HashSet<>();
        ArrayNode kept = Trees.array();
        for (JsonNode name : value) {
            if (name.isString() && seen.add(name.stringValue())) {
                kept.add(name);
            }
        }
        return kept.size() == value.size() ? value : kept;
    }

    private static boolean matches(JsonNode value, Pattern pattern) {
        return value.isString() && pattern.matcher(value.stringValue()).matches();
    }

    static ObjectNode copy(ObjectNode schema) {
        ObjectNode copy = Trees.object();
        schema.properties().forEach(entry -> copy.set(entry.getKey(), entry.getValue()));
        return copy;
    }
}
