package io.gatehouse.upstream.repair;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Makes a schema one that the meta-schema of JSON Schema 2020-12 accepts, because models' providers refuse the
/// whole request for one keyword of one tool. What older drafts spell differently is translated, what is misspelled
/// is mended, a keyword of no use is taken out, and what should be a schema and cannot be read as one becomes `{}`.
public final class ValidSchema {
    private static final String PATTERNS = "patternProperties";

    private final ObjectNode root;
    private final boolean older;

    private ValidSchema(ObjectNode root, boolean older) {
        this.root = root;
        this.older = older;
    }

    /// The schema as the draft has it. The same schema always gives the same result.
    ///
    /// @param schema is not changed; it nests at most a few hundred levels
    /// @return the same object when it is valid
    public static ObjectNode of(ObjectNode schema) {
        if (isValid(schema)) {
            return schema;
        }
        if (!OlderDrafts.names(schema)) {
            return new ValidSchema(schema, false).schema(schema);
        }
        // It no longer is what its `$schema` says.
        ObjectNode newest = RepairTrees.copy(new ValidSchema(schema, true).schema(schema));
        newest.remove("$schema");
        return newest;
    }

    /// Copies nothing, as nearly every schema is valid.
    private static boolean isValid(JsonNode value) {
        if (!(value instanceof ObjectNode schema)) {
            return value.isBoolean();
        }
        for (Map.Entry<String, JsonNode> entry : schema.properties()) {
            if (!isValid(entry.getKey(), entry.getValue())) {
                return false;
            }
        }
        return true;
    }

    private static boolean isValid(String key, JsonNode value) {
        Keyword keyword = Keyword.of(key);
        if (!keyword.allows(value)) {
            return false;
        }
        return switch (keyword) {
            case SCHEMA -> isValid(value);
            case SCHEMA_LIST, SCHEMA_MAP -> areValid(value) && (!key.equals(PATTERNS) || arePatterns(value));
            case DEPENDENCIES -> areDependencies(value);
            default -> true;
        };
    }

    private static boolean areValid(JsonNode schemas) {
        for (JsonNode schema : schemas) {
            if (!isValid(schema)) {
                return false;
            }
        }
        return true;
    }

    private static boolean arePatterns(JsonNode map) {
        return map.propertyNames().stream().allMatch(EcmaPattern::validForSome);
    }

    private static boolean areDependencies(JsonNode map) {
        return map.valueStream().allMatch(value -> value.isArray() ? Keyword.NAMES.allows(value) : isValid(value));
    }

    private ObjectNode schema(ObjectNode original) {
        ObjectNode schema = OlderDrafts.rewritten(original, older);
        ObjectNode changed = null;
        for (Map.Entry<String, JsonNode> entry : schema.properties()) {
            JsonNode better = keyword(entry.getKey(), entry.getValue());
            if (better != entry.getValue()) {
                changed = changed == null ? RepairTrees.copy(schema) : changed;
                put(changed, entry.getKey(), better);
            }
        }
        if (changed == null) {
            return MisplacedRequired.moved(schema);
        }
        if (changed.path(PATTERNS).size() < schema.path(PATTERNS).size()) {
            // What the lost patterns allowed stays allowed.
            changed.remove("additionalProperties");
            changed.remove("unevaluatedProperties");
        }
        return MisplacedRequired.moved(changed);
    }

    /// The value that the keyword can have: the same, a better one, or null when it has to go.
    private @Nullable JsonNode keyword(String key, JsonNode value) {
        Keyword keyword = Keyword.of(key);
        return switch (keyword) {
            case SCHEMA -> anySchema(value);
            case SCHEMA_LIST -> keyword.allows(value) ? list((ArrayNode) value) : null;
            case SCHEMA_MAP -> value instanceof ObjectNode map ? map(key, map) : RepairTrees.object();
            case DEPENDENCIES, NAME_LISTS -> dependencies(keyword, value);
            case NAMES -> keyword.allows(value) ? value : names(value);
            case TYPE -> keyword.allows(value) ? value : SchemaTypes.valid(value);
            case PATTERN -> keyword.allows(value) ? value : pattern(value);
            case TEXT -> value.isString() ? text(key, value) : null;
            default -> keyword.allows(value) ? value : null;
        };
    }

    private JsonNode text(String key, JsonNode value) {
        return key.equals("$ref") ? TupleReference.moved(root, value) : value;
    }

    private JsonNode anySchema(JsonNode value) {
        if (value instanceof ObjectNode object) {
            return schema(object);
        }
        if (value.isBoolean()) {
            return value;
        }
        // `"a": "string"` means a type.
        JsonNode type = value.isString() ? SchemaTypes.valid(value) : null;
        ObjectNode made = RepairTrees.object();
        if (type != null) {
            made.set("type", type);
        }
        return made;
    }

    private ArrayNode list(ArrayNode list) {
        ArrayNode changed = null;
        for (int at = 0; at < list.size(); at++) {
            JsonNode better = anySchema(list.get(at));
            if (better != list.get(at)) {
                changed = changed == null ? RepairTrees.array().addAll(list) : changed;
                changed.set(at, better);
            }
        }
        return changed == null ? list : changed;
    }

    private ObjectNode map(String key, ObjectNode map) {
        boolean patterns = key.equals(PATTERNS);
        ObjectNode changed = null;
        for (Map.Entry<String, JsonNode> entry : map.properties()) {
            // Left as it is for now: it may be a list of names that belongs one level up.
            boolean misplaced = key.equals("properties") && MisplacedRequired.is(entry.getKey(), entry.getValue(), map);
            JsonNode better = misplaced ? entry.getValue() : anySchema(entry.getValue());
            String name = patterns ? EcmaPattern.translated(entry.getKey()) : entry.getKey();
            if (better != entry.getValue() || !entry.getKey().equals(name)) {
                changed = changed == null ? RepairTrees.copy(map) : changed;
                if (!entry.getKey().equals(name)) {
                    changed.remove(entry.getKey());
                }
                if (name != null) {
                    changed.set(name, better);
                }
            }
        }
        return changed == null ? map : changed;
    }

    private @Nullable JsonNode dependencies(Keyword keyword, JsonNode value) {
        if (!(value instanceof ObjectNode map)) {
            return null;
        }
        ObjectNode changed = null;
        for (Map.Entry<String, JsonNode> entry : map.properties()) {
            boolean list = entry.getValue().isArray() || keyword == Keyword.NAME_LISTS;
            JsonNode better = list ? names(entry.getValue()) : anySchema(entry.getValue());
            if (better != entry.getValue()) {
                changed = changed == null ? RepairTrees.copy(map) : changed;
                put(changed, entry.getKey(), better);
            }
        }
        return changed == null ? map : changed;
    }

    /// A list of different names; null when it is no list.
    static @Nullable JsonNode names(JsonNode value) {
        if (Keyword.NAMES.allows(value) || !value.isArray()) {
            return value.isArray() ? value : null;
        }
        Set<String> seen = new HashSet<>();
        ArrayNode kept = RepairTrees.array();
        for (JsonNode name : value) {
            if (name.isString() && seen.add(name.stringValue())) {
                kept.add(name);
            }
        }
        return kept;
    }

    private static @Nullable JsonNode pattern(JsonNode value) {
        String translated = value.isString() ? EcmaPattern.translated(value.stringValue()) : null;
        return translated == null ? null : RepairTrees.text(translated);
    }

    private static void put(ObjectNode object, String key, @Nullable JsonNode value) {
        if (value == null) {
            object.remove(key);
        } else {
            object.set(key, value);
        }
    }
}
