package io.gatehouse.upstream.repair;

import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Mends the root of a schema that has to be an object's: clients look at `type`, `properties`, `required` and
/// `$schema`
/// there, and at nothing deeper.
final class ObjectSchema {
    private static final int SHOWN = 60;

    private ObjectSchema() {}

    /// @param path where the schema is in the entry, `inputSchema.` say
    static void mend(ObjectNode schema, String path, List<Fix> fixes) {
        Members root = new Members(schema, path, fixes);
        root.text("$schema");
        if (schema.has("$ref") && !isObject(schema)) {
            String reference = schema.path("$ref").asString("");
            boolean found = RootReference.resolve(schema);
            root.fix(
                    "$ref",
                    "stands at the root",
                    found
                            ? "what it refers to is put there"
                            : "dropped, as " + (reference.length() > SHOWN ? "it" : reference) + " cannot be found");
        }
        type(root);
        properties(root);
        ArrayNode required = root.list("required");
        if (required != null) {
            root.texts("required");
        }
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

    private static void properties(Members root) {
        Members properties = root.members("properties");
        if (properties == null) {
            return;
        }
        for (Map.Entry<String, JsonNode> property :
                List.copyOf(properties.object().properties())) {
            JsonNode schema = property.getValue();
            if (property.getKey().equals("required")
                    && schema.isArray()
                    && !root.object().has("required")) {
                properties.fix("required", "is a list", "moved to where it belongs");
                properties.object().remove("required");
                root.object().set("required", schema);
            } else if (!schema.isObject() && !schema.isBoolean()) {
                properties.set(property.getKey(), RepairTrees.object(), "{}");
            }
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
