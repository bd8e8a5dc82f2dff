package io.gatehouse.doors.messages.translation;

import io.gatehouse.doors.messages.api.CanonicalJson;
import io.gatehouse.doors.messages.api.Trees;
import io.gatehouse.protocol.ShortText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Merges what is at the root of a schema into the properties of one object. Whatever the original
/// allows, the merged one allows as well; what it allows beyond that is told in notes.
final class SchemaMerge {
    private static final int DEEPEST = 8;
    private static final int MOST_BRANCHES = 64;
    private static final int LONGEST_NOTE = 4000;
    /// What a branch says that is merged, or that says nothing about arguments.
    private static final Set<String> MERGED = Set.of(
            "type",
            "properties",
            "required",
            "allOf",
            "anyOf",
            "oneOf",
            "$ref",
            "$defs",
            "definitions",
            "$schema",
            "$id",
            "$comment",
            "title",
            "description",
            "examples",
            "additionalProperties",
            "unevaluatedProperties");

    private final ObjectNode root;
    private final List<String> notes = new ArrayList<>();
    private int branches;

    SchemaMerge(ObjectNode root) {
        this.root = root;
    }

    /// What objects may hold by a schema.
    ///
    /// @param others further keywords, which the schema had not at its own root
    record Flat(Map<String, JsonNode> properties, Set<String> required, Map<String, JsonNode> others) {
        static Flat empty() {
            return new Flat(new LinkedHashMap<>(), new LinkedHashSet<>(), new LinkedHashMap<>());
        }
    }

    /// What the whole schema allows.
    Flat root() {
        return flat(root, 0, true);
    }

    /// What could not be merged, in sentences.
    List<String> notes() {
        return notes;
    }

    /// @param told whether alternatives are to be noted: not inside of others, which are noted whole
    private Flat flat(ObjectNode schema, int depth, boolean told) {
        Flat flat = Flat.empty();
        if (schema.path("properties").isObject()) {
            for (Map.Entry<String, JsonNode> property :
                    schema.path("properties").properties()) {
                flat.properties().put(property.getKey(), property.getValue());
            }
        }
        for (JsonNode name : schema.path("required")) {
            if (name.isString()) {
                flat.required().add(name.stringValue());
            }
        }
        if (depth > DEEPEST) {
            return flat;
        }
        ObjectNode referred = schema.path("$ref").isString() ? resolved(schema) : null;
        if (referred != null) {
            all(flat, referred, depth, told);
        }
        for (JsonNode branch : schema.path("allOf")) {
            if (branch instanceof ObjectNode object && branches++ < MOST_BRANCHES) {
                all(flat, object, depth, told);
            }
        }
        for (String alternatives : List.of("anyOf", "oneOf")) {
            if (schema.path(alternatives).isArray()) {
                any(flat, schema.path(alternatives), depth);
                if (told) {
                    notes.add(note(alternatives, schema.path(alternatives)));
                }
            }
        }
        return flat;
    }

    private void all(Flat flat, ObjectNode branch, int depth, boolean told) {
        Flat more = flat(branch, depth + 1, told);
        more.properties().forEach((name, schema) -> flat.properties().merge(name, schema, SchemaMerge::both));
        flat.required().addAll(more.required());
        for (Map.Entry<String, JsonNode> entry : branch.properties()) {
            if (!MERGED.contains(entry.getKey())) {
                more.others().put(entry.getKey(), entry.getValue());
            }
        }
        more.others().forEach((key, value) -> {
            JsonNode own = root.has(key) ? root.get(key) : flat.others().get(key);
            if (own == null) {
                flat.others().put(key, value);
            } else if (!own.equals(value) && told) {
                ObjectNode keyword = Trees.object();
                keyword.set(key, value);
                notes.add("The arguments must also match this JSON schema: " + shortened(keyword));
            }
        });
    }

    private void any(Flat flat, JsonNode alternatives, int depth) {
        List<Flat> options = new ArrayList<>();
        for (JsonNode branch : alternatives) {
            boolean ofObjects = branch.path("type").isMissingNode()
                    || text(branch.path("type")).contains("object");
            if (branch instanceof ObjectNode object && ofObjects && branches++ < MOST_BRANCHES) {
                Flat option = flat(object, depth + 1, false);
                options.add(option);
            }
        }
        Map<String, List<JsonNode>> properties = new LinkedHashMap<>();
        for (Flat option : options) {
            option.properties()
                    .forEach((name, schema) -> properties
                            .computeIfAbsent(name, unseen -> new ArrayList<>())
                            .add(schema));
        }
        properties.forEach((name, schemas) -> {
            JsonNode own = flat.properties().get(name);
            if (own == null) {
                flat.properties().put(name, either(schemas));
            } else if (schemas.size() == options.size()) {
                flat.properties().put(name, both(own, either(schemas)));
            }
        });
        if (!options.isEmpty() && options.size() == alternatives.size()) {
            Set<String> needed = new LinkedHashSet<>(options.getFirst().required());
            options.forEach(option -> needed.retainAll(option.required()));
            flat.required().addAll(needed);
        }
    }

    private static String text(JsonNode type) {
        return CanonicalJson.text(type);
    }

    private static JsonNode both(JsonNode one, JsonNode other) {
        return one.equals(other) ? one : combined("allOf", List.of(one, other));
    }

    private static JsonNode either(List<JsonNode> schemas) {
        List<JsonNode> distinct = schemas.stream().distinct().toList();
        return distinct.size() == 1 ? distinct.getFirst() : combined("anyOf", distinct);
    }

    private static JsonNode combined(String keyword, List<JsonNode> schemas) {
        ObjectNode combined = Trees.object();
        ArrayNode list = combined.putArray(keyword);
        schemas.forEach(list::add);
        return combined;
    }

    /// What a `$ref` within the schema points at; null when it points elsewhere, or at the root.
    private @Nullable ObjectNode resolved(ObjectNode schema) {
        String reference = schema.path("$ref").asString("");
        if (!reference.startsWith("#/") || branches++ >= MOST_BRANCHES) {
            return null;
        }
        try {
            return root.at(JsonPointer.compile(reference.substring(1))) instanceof ObjectNode object ? object : null;
        } catch (IllegalArgumentException malformed) {
            return null;
        }
    }

    private static String note(String keyword, JsonNode alternatives) {
        StringBuilder note = new StringBuilder(
                keyword.equals("oneOf")
                        ? "The arguments must match exactly one of these JSON schemas as well:"
                        : "The arguments must match at least one of these JSON schemas as well:");
        int room = LONGEST_NOTE / Math.max(1, alternatives.size());
        for (int at = 0; at < alternatives.size() && note.length() < LONGEST_NOTE; at++) {
            JsonNode option = alternatives.get(at);
            String text = text(option);
            note.append('\n').append(at + 1).append(". ").append(text.length() <= room ? text : brief(option));
        }
        return note.toString();
    }

    /// The part of an alternative that tells it from others: what it needs, and what is fixed.
    private static String brief(JsonNode option) {
        ObjectNode brief = Trees.object();
        for (String key : List.of("$ref", "title", "required")) {
            if (option.has(key)) {
                brief.set(key, option.get(key));
            }
        }
        ObjectNode fixed = Trees.object();
        for (Map.Entry<String, JsonNode> property : option.path("properties").properties()) {
            if (property.getValue().has("const")) {
                fixed.putObject(property.getKey())
                        .set("const", property.getValue().get("const"));
            }
        }
        if (!fixed.isEmpty()) {
            brief.set("properties", fixed);
        }
        return shortened(brief);
    }

    private static String shortened(JsonNode schema) {
        return ShortText.of(text(schema), LONGEST_NOTE);
    }
}
