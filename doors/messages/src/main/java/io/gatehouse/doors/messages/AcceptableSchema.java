package io.gatehouse.doors.messages;

import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The schema of a tool's arguments as models' providers take it: an object at its root, without `anyOf`,
/// `oneOf`, `allOf` and `$ref` there. What the root loses by that is told in words.
///
/// @param schema the original where that is acceptable
/// @param note what the schema no longer says, for the tool's description; empty when nothing
record AcceptableSchema(ObjectNode schema, String note) {
    private static final List<String> COMBINATIONS = List.of("allOf", "anyOf", "oneOf", "$ref");
    private static final List<String> OBJECTS = List.of("properties", "$defs", "definitions", "patternProperties");

    /// Makes a schema acceptable.
    ///
    /// @param original is not changed
    static AcceptableSchema of(ObjectNode original) {
        if (acceptable(original)) {
            return new AcceptableSchema(original, "");
        }
        SchemaMerge merge = new SchemaMerge(original);
        ObjectNode schema = Trees.object().put("type", "object");
        for (Map.Entry<String, JsonNode> entry : original.properties()) {
            String key = entry.getKey();
            JsonNode value = entry.getValue();
            boolean misplaced =
                    OBJECTS.contains(key) && !value.isObject() || key.equals("required") && !value.isArray();
            if (!COMBINATIONS.contains(key) && !key.equals("type") && !misplaced) {
                schema.set(key, value);
            }
        }
        SchemaMerge.Flat flat = merge.root();
        if (!flat.properties().isEmpty() || original.has("properties")) {
            ObjectNode properties = Trees.object();
            flat.properties().forEach(properties::set);
            schema.set("properties", properties);
        }
        if (!flat.required().isEmpty()) {
            ArrayNode required = Trees.array();
            flat.required().forEach(required::add);
            schema.set("required", required);
        }
        flat.others().forEach(schema::set);
        return new AcceptableSchema(schema, String.join("\n", merge.notes()));
    }

    private static boolean acceptable(ObjectNode schema) {
        if (!schema.path("type").asString("").equals("object")
                || COMBINATIONS.stream().anyMatch(schema::has)) {
            return false;
        }
        for (String key : OBJECTS) {
            if (schema.has(key) && !schema.path(key).isObject()) {
                return false;
            }
        }
        return !schema.has("required") || schema.path("required").isArray();
    }
}
