package io.gatehouse.upstream.repair;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A reference into a list of `items`, which generators write where a schema comes twice: the list is called
/// `prefixItems` in draft 2020-12.
final class TupleReference {
    private TupleReference() {}

    /// The reference to the same schema once lists of `items` are called so; the same object where nothing differs.
    ///
    /// @param root the schema as it was
    static JsonNode moved(ObjectNode root, JsonNode reference) {
        String text = reference.stringValue();
        if (!text.startsWith("#/") || !text.contains("tems")) {
            return reference;
        }
        StringBuilder moved = new StringBuilder("#");
        JsonNode at = root;
        for (String token : text.substring(2).split("/", -1)) {
            moved.append('/').append(at.path("items").isArray() ? renamed(token) : token);
            at = SchemaPointers.step(at, token);
            if (at == null) {
                return reference;
            }
        }
        return text.contentEquals(moved) ? reference : RepairTrees.text(moved.toString());
    }

    private static String renamed(String token) {
        return switch (token) {
            case "items" -> "prefixItems";
            case "additionalItems" -> "items";
            default -> token;
        };
    }
}
