package io.gatehouse.doors.messages.translation;

import io.gatehouse.doors.messages.api.CanonicalJson;
import io.gatehouse.doors.messages.api.Trees;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/// Keeps the references within a schema valid whose root has changed: what they pointed at moves to `$defs`. References
/// for which there is no room go, so that anything is allowed there.
final class SchemaReferences {
    private static final String REFERENCE = "$ref";
    private static final String DEFINITIONS = "$defs";
    private static final String GONE = "";
    private static final int MOST = 64;

    private final ObjectNode changed;
    private final ObjectNode original;
    private final Map<String, String> known = new HashMap<>();
    private final Queue<Map.Entry<String, JsonNode>> targets = new ArrayDeque<>();
    private int moved;
    private int room = 100_000;

    private SchemaReferences(ObjectNode changed, ObjectNode original) {
        this.changed = changed;
        this.original = original;
    }

    /// The changed schema with valid references.
    ///
    /// @param changed is not changed any more
    /// @param original into which the references point
    static ObjectNode mended(ObjectNode changed, ObjectNode original) {
        SchemaReferences references = new SchemaReferences(changed, original);
        ObjectNode whole = references.mended(changed);
        if (references.targets.isEmpty()) {
            return whole;
        }
        ObjectNode definitions = Trees.object();
        whole.path(DEFINITIONS).properties().forEach(entry -> definitions.set(entry.getKey(), entry.getValue()));
        while (!references.targets.isEmpty()) {
            Map.Entry<String, JsonNode> target = references.targets.remove();
            definitions.set(target.getKey(), references.mended(target.getValue()));
        }
        ObjectNode copy = Trees.object();
        whole.properties().forEach(entry -> copy.set(entry.getKey(), entry.getValue()));
        copy.set(DEFINITIONS, definitions);
        return copy;
    }

    private JsonNode mended(JsonNode node) {
        return switch (node) {
            case ObjectNode schema -> mended(schema);
            case ArrayNode list -> mended(list);
            default -> node;
        };
    }

    private ArrayNode mended(ArrayNode list) {
        ArrayNode mended = Trees.array();
        boolean same = true;
        for (JsonNode each : list) {
            JsonNode better = mended(each);
            same &= better == each;
            mended.add(better);
        }
        return same ? list : mended;
    }

    private ObjectNode mended(ObjectNode schema) {
        ObjectNode mended = Trees.object();
        boolean same = true;
        for (Map.Entry<String, JsonNode> entry : schema.properties()) {
            JsonNode value = entry.getValue();
            if (entry.getKey().equals(REFERENCE) && value.isString()) {
                String reference = value.stringValue();
                String better = known.computeIfAbsent(reference, this::valid);
                same &= better.equals(reference);
                if (!better.equals(GONE)) {
                    mended.put(REFERENCE, better);
                }
            } else {
                JsonNode better = mended(value);
                same &= better == value;
                mended.set(entry.getKey(), better);
            }
        }
        return same ? schema : mended;
    }

    /// What is to stand in the place of a reference.
    private String valid(String reference) {
        boolean root = reference.equals("#");
        JsonNode target = root ? withoutDefinitions() : at(original, reference);
        if (target == null || target.isMissingNode() || !root && target.equals(at(changed, reference))) {
            return reference;
        }
        int size = moved < MOST ? CanonicalJson.text(target).length() : Integer.MAX_VALUE;
        if (size > room) {
            return GONE;
        }
        room -= size;
        String name;
        do {
            name = "moved_" + ++moved;
        } while (changed.path(DEFINITIONS).has(name));
        targets.add(Map.entry(name, target));
        return "#/" + DEFINITIONS + "/" + name;
    }

    private ObjectNode withoutDefinitions() {
        ObjectNode copy = Trees.object();
        original.properties().forEach(entry -> copy.set(entry.getKey(), entry.getValue()));
        copy.remove(DEFINITIONS);
        copy.remove("definitions");
        return copy;
    }

    /// What a reference points at; null when it is none by a path.
    private static @Nullable JsonNode at(ObjectNode schema, String reference) {
        if (!reference.startsWith("#/")) {
            return null;
        }
        try {
            String path = URLDecoder.decode(reference.substring(1).replace("+", "%2B"), StandardCharsets.UTF_8);
            return schema.at(JsonPointer.compile(path));
        } catch (IllegalArgumentException malformed) {
            return MissingNode.getInstance();
        }
    }
}
