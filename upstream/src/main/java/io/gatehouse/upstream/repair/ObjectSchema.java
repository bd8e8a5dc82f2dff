package io.gatehouse.upstream.repair;

import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Makes the root of a schema that of an object.
final class ObjectSchema {
    private static final int SHOWN = 60;

    private ObjectSchema() {}

    /// @param path where the schema is in the entry, `inputSchema.` say
    static void mend(ObjectNode schema, String path, List<Fix> fixes) {
        Members root = new Members(schema, path, fixes);
        if (schema.has("$ref") && !isObject(schema)) {
            String reference = schema.path("$ref").asString("");
            boolean found = RootReference.resolve(schema);
            root.fix(
                    "$ref",
                    "is at the root",
                    found
                            ? "the schema that it refers to is put there"
                            : "dropped, as " + (reference.length() > SHOWN ? "it" : reference) + " cannot be found");
        }
        type(root);
    }

    static boolean isObject(ObjectNode schema) {
        return schema.path("type").asString("").equals("object");
    }

    private static void type(Members root) {
        if (!isObject(root.object())) {
            JsonNode type = root.object().get("type");
            String problem = type == null
                    ? "is missing"
                    : type.isString() ? "is not \"object\"" : "is " + RepairTrees.kind(type);
            root.fix("type", problem, "\"object\" is used instead");
            root.object().put("type", "object");
        }
    }

    /// Whether a property has a schema that is true or false, which clients of revisions before 2026-07-28 refuse.
    static boolean hasBooleans(ObjectNode schema) {
        for (JsonNode property : schema.path("properties")) {
            if (property.isBoolean()) {
                return true;
            }
        }
        return false;
    }

    /// Writes such schemas as objects: `true` is `{}`, `false` is `{"not":{}}`.
    static void withoutBooleans(ObjectNode schema) {
        if (schema.get("properties") instanceof ObjectNode properties) {
            for (Map.Entry<String, JsonNode> property : List.copyOf(properties.properties())) {
                if (property.getValue().isBoolean()) {
                    ObjectNode same = RepairTrees.object();
                    if (!property.getValue().booleanValue()) {
                        same.putObject("not");
                    }
                    properties.set(property.getKey(), same);
                }
            }
        }
    }
}
