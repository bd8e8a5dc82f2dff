package io.gatehouse.upstream.repair;

import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A `$ref` at the root of a schema, as generators write it for a named type: clients want to see an object there.
final class RootReference {
    private static final int MOST = 16;

    private RootReference() {}

    /// Puts what is referred to in the place of the reference; what the root says itself counts more.
    ///
    /// @return whether it was found; otherwise the reference is gone
    static boolean resolve(ObjectNode schema) {
        for (int step = 0; step < MOST && schema.has("$ref"); step++) {
            JsonNode target = SchemaPointers.resolve(schema, schema.path("$ref").asString(""));
            schema.remove("$ref");
            if (!(target instanceof ObjectNode object) || target == schema) {
                return false;
            }
            for (Map.Entry<String, JsonNode> member : object.properties()) {
                schema.putIfAbsent(member.getKey(), member.getValue());
            }
        }
        return schema.remove("$ref") == null;
    }
}
