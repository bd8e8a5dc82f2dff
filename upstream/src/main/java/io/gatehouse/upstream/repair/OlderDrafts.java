package io.gatehouse.upstream.repair;

import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Brings what older drafts of JSON Schema spell differently into the form of draft 2020-12, in one schema and not in
/// those within it. What is in order stays the same object.
final class OlderDrafts {
    private static final List<String> LIMITS = List.of("minimum", "maximum");
    private static final String NEWEST = "json-schema.org/draft/2020-12/schema";

    private OlderDrafts() {}

    /// Whether a schema says that it is of another draft.
    static boolean names(ObjectNode schema) {
        JsonNode dialect = schema.path("$schema");
        return dialect.isString() && !dialect.stringValue().contains(NEWEST);
    }

    /// @param schema is not changed
    /// @param dependencies whether the keyword `dependencies` becomes its successors
    static ObjectNode rewritten(ObjectNode schema, boolean dependencies) {
        boolean split = dependencies && schema.path("dependencies").isObject();
        boolean required = requiresEach(schema.path("properties"));
        if (!split
                && !required
                && !schema.path("items").isArray()
                && LIMITS.stream().noneMatch(limit -> exclusive(schema, limit).isBoolean())) {
            return schema;
        }
        ObjectNode changed = RepairTrees.copy(schema);
        tuple(changed);
        LIMITS.forEach(limit -> limit(changed, limit));
        if (split) {
            dependencies(changed);
        }
        if (required) {
            required(changed);
        }
        return changed;
    }

    private static JsonNode exclusive(ObjectNode schema, String limit) {
        return schema.path(exclusive(limit));
    }

    private static String exclusive(String limit) {
        return limit.equals("minimum") ? "exclusiveMinimum" : "exclusiveMaximum";
    }

    private static void tuple(ObjectNode schema) {
        if (schema.path("items").isArray()) {
            JsonNode further = schema.remove("additionalItems");
            schema.set("prefixItems", schema.remove("items"));
            if (further != null) {
                schema.set("items", further);
            }
        }
    }

    /// Up to draft 4 a limit says beside it whether it is exclusive.
    private static void limit(ObjectNode schema, String limit) {
        JsonNode exclusive = exclusive(schema, limit);
        if (exclusive.isBoolean()) {
            schema.remove(exclusive(limit));
            if (exclusive.booleanValue() && schema.path(limit).isNumber()) {
                schema.set(exclusive(limit), schema.remove(limit));
            }
        }
    }

    private static void dependencies(ObjectNode schema) {
        ObjectNode names = RepairTrees.object();
        ObjectNode schemas = RepairTrees.object();
        for (Map.Entry<String, JsonNode> entry : schema.remove("dependencies").properties()) {
            (entry.getValue().isArray() ? names : schemas).set(entry.getKey(), entry.getValue());
        }
        if (!names.isEmpty()) {
            schema.putIfAbsent("dependentRequired", names);
        }
        if (!schemas.isEmpty()) {
            schema.putIfAbsent("dependentSchemas", schemas);
        }
    }

    /// Up to draft 3 a property says of itself whether it is required.
    private static boolean requiresEach(JsonNode properties) {
        for (JsonNode property : properties) {
            if (property.isObject() && property.path("required").isBoolean()) {
                return true;
            }
        }
        return false;
    }

    private static void required(ObjectNode schema) {
        ArrayNode names = RepairTrees.array();
        if (schema.path("required") instanceof ArrayNode written) {
            names.addAll(written);
        }
        for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
            if (property.getValue().path("required").asBoolean(false)) {
                names.add(property.getKey());
            }
        }
        if (!names.isEmpty()) {
            schema.set("required", names);
        }
    }
}
