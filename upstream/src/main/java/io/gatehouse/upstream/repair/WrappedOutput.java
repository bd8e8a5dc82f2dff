package io.gatehouse.upstream.repair;

import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The schema of an output that may be no object, for revisions in which outputs are objects: the output is its member
/// `result`, as the official SDKs do it.
final class WrappedOutput {
    private static final String PLACE = "#/properties/result";
    private static final Set<String> DATA = Set.of("const", "enum", "default", "examples");
    private static final Set<String> MAPS =
            Set.of("properties", "patternProperties", "$defs", "definitions", "dependentSchemas", "dependencies");

    private WrappedOutput() {}

    /// @param schema is not changed
    static ObjectNode of(ObjectNode schema) {
        ObjectNode wrapped = RepairTrees.object();
        if (schema.has("$schema")) {
            wrapped.set("$schema", schema.get("$schema"));
        }
        wrapped.put("type", "object");
        wrapped.putObject("properties").set("result", moved(schema, false));
        wrapped.putArray("required").add("result");
        return wrapped;
    }

    /// The same with its references leading to its new place.
    private static JsonNode moved(JsonNode node, boolean map) {
        if (node instanceof ArrayNode array) {
            ArrayNode same = RepairTrees.array();
            array.forEach(element -> same.add(moved(element, false)));
            return same;
        }
        if (!(node instanceof ObjectNode object)) {
            return node;
        }
        ObjectNode same = RepairTrees.object();
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            String key = member.getKey();
            JsonNode value = member.getValue();
            if (map) {
                same.set(key, moved(value, false));
            } else if (key.equals("$schema") || key.equals("$id")) {
                // They belong to the root, and a $id would be where references start at.
                continue;
            } else if ((key.equals("$ref") || key.equals("$dynamicRef")) && value.isString()) {
                same.put(key, reference(value.stringValue()));
            } else {
                same.set(key, DATA.contains(key) ? value : moved(value, MAPS.contains(key)));
            }
        }
        return same;
    }

    private static String reference(String reference) {
        if (reference.equals("#")) {
            return PLACE;
        }
        return reference.startsWith("#/") ? PLACE + reference.substring(1) : reference;
    }
}
