package io.gatehouse.upstream.repair;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The list of required properties where it does not belong, among the properties themselves. It is moved to where it
/// does.
final class MisplacedRequired {
    private static final String REQUIRED = "required";

    private MisplacedRequired() {}

    /// Whether a member of `properties` is such a list: it names nothing but other properties.
    static boolean is(String key, JsonNode value, ObjectNode properties) {
        if (!key.equals(REQUIRED) || !value.isArray()) {
            return false;
        }
        for (JsonNode name : value) {
            if (!name.isString() || !properties.has(name.stringValue())) {
                return false;
            }
        }
        return true;
    }

    /// The schema with the list moved; the same object when there is none.
    static ObjectNode moved(ObjectNode schema) {
        if (!(schema.get("properties") instanceof ObjectNode properties)
                || !is(REQUIRED, properties.path(REQUIRED), properties)) {
            return schema;
        }
        ObjectNode others = RepairTrees.copy(properties);
        JsonNode names = others.remove(REQUIRED);
        ObjectNode moved = RepairTrees.copy(schema);
        moved.set("properties", others);
        moved.putIfAbsent(REQUIRED, ValidSchema.names(names));
        return moved;
    }
}
