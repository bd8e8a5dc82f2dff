package io.gatehouse.upstream.repair;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// One object of an entry while it is mended: its optional members are dropped where clients refuse their values.
final class Members {
    private final ObjectNode object;
    private final String path;
    private final List<Fix> fixes;

    /// @param path where the object is in the entry, `annotations.` say; empty for the entry itself
    /// @param fixes gets what is changed
    Members(ObjectNode object, String path, List<Fix> fixes) {
        this.object = object;
        this.path = path;
        this.fixes = fixes;
    }

    ObjectNode object() {
        return object;
    }

    /// A text.
    void text(String key) {
        JsonNode value = object.get(key);
        if (value != null && !value.isString()) {
            drop(key);
        }
    }

    /// True or false.
    void truth(String key) {
        JsonNode value = object.get(key);
        if (value != null && !value.isBoolean()) {
            drop(key);
        }
    }

    /// One of some texts.
    void choice(String key, Set<String> choices) {
        JsonNode value = object.get(key);
        if (value != null && !(value.isString() && choices.contains(value.stringValue()))) {
            fix(key, value.isString() ? "is not one of its values" : "is " + RepairTrees.kind(value), "dropped");
            object.remove(key);
        }
    }

    /// An object.
    ///
    /// @return it, or null when there is none
    @Nullable
    Members members(String key) {
        JsonNode value = object.get(key);
        if (value instanceof ObjectNode found) {
            return new Members(found, path + key + ".", fixes);
        }
        if (value != null) {
            drop(key);
        }
        return null;
    }

    /// A list.
    ///
    /// @return it, or null when there is none
    @Nullable
    ArrayNode list(String key) {
        JsonNode value = object.get(key);
        if (value instanceof ArrayNode found) {
            return found;
        }
        if (value != null) {
            drop(key);
        }
        return null;
    }

    /// A list of texts; others are taken out of it.
    void texts(String key) {
        texts(key, Set.of());
    }

    /// A list of some texts.
    ///
    /// @param choices those that may be in it, empty for all
    void texts(String key, Set<String> choices) {
        ArrayNode list = list(key);
        if (list == null) {
            return;
        }
        ArrayNode kept = RepairTrees.array();
        for (JsonNode element : list) {
            if (element.isString() && (choices.isEmpty() || choices.contains(element.stringValue()))) {
                kept.add(element);
            }
        }
        if (kept.size() < list.size()) {
            fix(key, "has elements that are not allowed", "they are dropped");
            object.set(key, kept);
        }
    }

    /// A member that clients need, put in where it is missing or no text.
    ///
    /// @param from where the text comes from that is put in, for operators
    void needed(String key, String from, String otherwise) {
        JsonNode value = object.get(key);
        if (value == null || !value.isString()) {
            set(key, RepairTrees.text(otherwise), "its " + from);
        }
    }

    void drop(String key) {
        fix(key, "is " + RepairTrees.kind(object.path(key)), "dropped");
        object.remove(key);
    }

    /// Puts a value in the place of what is unusable or missing.
    ///
    /// @param shown the value as operators read it
    void set(String key, JsonNode value, String shown) {
        JsonNode had = object.get(key);
        fix(key, "is " + (had == null ? "missing" : RepairTrees.kind(had)), shown + " is used instead");
        object.set(key, value);
    }

    void fix(String key, String problem, String action) {
        fixes.add(new Fix(path + key + " " + problem, action));
    }

    /// The same for the members of one of its elements.
    Members inside(ObjectNode element, String where) {
        return new Members(element, path + where + ".", fixes);
    }
}
