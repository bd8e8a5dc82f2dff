package io.gatehouse.upstream.repair;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Whether a schema leads back to itself while it looks at the same value, `{"anyOf":[{"$ref":"#"}]}` say: validators
/// never come to an end there.
final class SchemaLoops {
    private static final List<String> LISTS = List.of("allOf", "anyOf", "oneOf");
    private static final List<String> SCHEMAS = List.of("not", "if", "then", "else");

    private final ObjectNode root;
    private final Set<JsonNode> done = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<JsonNode> open = Collections.newSetFromMap(new IdentityHashMap<>());

    private SchemaLoops(ObjectNode root) {
        this.root = root;
    }

    /// @param schema its nesting is bounded, and its references point at schemas within it
    static boolean in(ObjectNode schema) {
        return new SchemaLoops(schema).anywhere(schema);
    }

    private boolean anywhere(JsonNode node) {
        if (loops(node)) {
            return true;
        }
        for (JsonNode inner : node) {
            if (anywhere(inner)) {
                return true;
            }
        }
        return false;
    }

    private boolean loops(@Nullable JsonNode node) {
        if (!(node instanceof ObjectNode schema) || done.contains(schema)) {
            return false;
        }
        if (!open.add(schema)) {
            return true;
        }
        boolean found = loops(SchemaPointers.resolve(root, schema.path("$ref").asString("")));
        for (String key : SCHEMAS) {
            found = found || loops(schema.get(key));
        }
        for (String key : LISTS) {
            for (JsonNode branch : schema.path(key)) {
                found = found || loops(branch);
            }
        }
        open.remove(schema);
        done.add(schema);
        return found;
    }
}
