package io.gatehouse.doors.messages.translation;

import io.gatehouse.doors.messages.api.Trees;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Brings what older drafts of JSON Schema spell differently into the form of draft 2020-12, which is the only
/// one that providers take, and mends empty lists in the place of objects, as PHP writes them. What is in
/// order stays the same object.
final class SchemaRepair {
    private static final Set<String> ONE =
            Set.of("items", "additionalProperties", "not", "if", "then", "else", "contains", "propertyNames");
    private static final Set<String> LISTS = Set.of("allOf", "anyOf", "oneOf", "prefixItems", "items");
    private static final Set<String> MAPS =
            Set.of("properties", "patternProperties", "$defs", "definitions", "dependentSchemas");
    private static final List<String> LIMITS = List.of("Minimum", "Maximum");

    private SchemaRepair() {}

    /// The schema in the form of draft 2020-12.
    ///
    /// @param schema is not changed
    static ObjectNode repaired(ObjectNode schema) {
        ObjectNode changed = null;
        for (Map.Entry<String, JsonNode> entry : schema.properties()) {
            JsonNode value = entry.getValue();
            JsonNode better = value(entry.getKey(), value);
            if (better != value) {
                changed = changed == null ? copy(schema) : changed;
                changed.set(entry.getKey(), better);
            }
        }
        return outdated(schema) ? modern(changed == null ? copy(schema) : changed) : changed == null ? schema : changed;
    }

    private static ObjectNode copy(ObjectNode schema) {
        ObjectNode copy = Trees.object();
        schema.properties().forEach(entry -> copy.set(entry.getKey(), entry.getValue()));
        return copy;
    }

    private static JsonNode value(String key, JsonNode value) {
        if (ONE.contains(key) && value instanceof ObjectNode schema) {
            return repaired(schema);
        }
        if (LISTS.contains(key) && value instanceof ArrayNode list) {
            return list(list);
        }
        if (MAPS.contains(key)) {
            return value instanceof ObjectNode map ? map(map) : Trees.object();
        }
        return value;
    }

    private static ArrayNode list(ArrayNode list) {
        ArrayNode changed = null;
        for (int at = 0; at < list.size(); at++) {
            if (list.get(at) instanceof ObjectNode schema) {
                ObjectNode better = repaired(schema);
                if (better != schema) {
                    changed = changed == null ? Trees.array().addAll(list) : changed;
                    changed.set(at, better);
                }
            }
        }
        return changed == null ? list : changed;
    }

    private static ObjectNode map(ObjectNode map) {
        ObjectNode changed = null;
        for (Map.Entry<String, JsonNode> entry : map.properties()) {
            if (entry.getValue() instanceof ObjectNode schema) {
                ObjectNode better = repaired(schema);
                if (better != schema) {
                    changed = changed == null ? copy(map) : changed;
                    changed.set(entry.getKey(), better);
                }
            }
        }
        return changed == null ? map : changed;
    }

    private static boolean outdated(ObjectNode schema) {
        return schema.path("items").isArray()
                || schema.path("exclusiveMinimum").isBoolean()
                || schema.path("exclusiveMaximum").isBoolean()
                || schema.has("required") && !schema.path("required").isArray()
                || schema.path("type").asString("").equals("any");
    }

    private static ObjectNode modern(ObjectNode schema) {
        if (schema.path("items").isArray()) {
            JsonNode further = schema.remove("additionalItems");
            schema.set("prefixItems", schema.remove("items"));
            if (further != null) {
                schema.set("items", further);
            }
        }
        for (String limit : LIMITS) {
            JsonNode exclusive = schema.path("exclusive" + limit);
            if (exclusive.isBoolean()) {
                schema.remove("exclusive" + limit);
                String plain = limit.equals("Minimum") ? "minimum" : "maximum";
                if (exclusive.booleanValue() && schema.path(plain).isNumber()) {
                    schema.set("exclusive" + limit, schema.remove(plain));
                }
            }
        }
        if (schema.has("required") && !schema.path("required").isArray()) {
            schema.remove("required");
        }
        if (schema.path("type").asString("").equals("any")) {
            schema.remove("type");
        }
        return schema;
    }
}
