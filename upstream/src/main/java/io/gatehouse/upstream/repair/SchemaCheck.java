package io.gatehouse.upstream.repair;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Whether SDK clients can validate by a schema. They compile each output schema when they read a list or a result, and
/// one that does not compile costs the whole list (TypeScript 1.x) or every call of the tool (the others). What only
/// some of them compile counts as unusable.
final class SchemaCheck {
    private static final int DEEPEST = 100;
    private static final Set<String> TYPES =
            Set.of("null", "boolean", "object", "array", "number", "string", "integer");
    private static final Set<String> SCHEMAS = Set.of(
            "additionalProperties",
            "propertyNames",
            "not",
            "if",
            "then",
            "else",
            "contains",
            "items",
            "additionalItems",
            "unevaluatedItems",
            "unevaluatedProperties",
            "contentSchema");
    private static final Set<String> LISTS = Set.of("allOf", "anyOf", "oneOf", "prefixItems");
    private static final Set<String> MAPS =
            Set.of("properties", "patternProperties", "$defs", "definitions", "dependentSchemas");
    private static final Set<String> NUMBERS = Set.of("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum");
    private static final Set<String> COUNTS = Set.of(
            "minLength",
            "maxLength",
            "minItems",
            "maxItems",
            "minProperties",
            "maxProperties",
            "minContains",
            "maxContains");
    private static final Set<String> TRUTHS = Set.of("uniqueItems", "deprecated", "readOnly", "writeOnly", "nullable");
    private static final Set<String> TEXTS =
            Set.of("$comment", "title", "description", "format", "contentEncoding", "contentMediaType", "$dynamicRef");

    private static final Pattern ANCHOR = Pattern.compile("[A-Za-z_][-A-Za-z0-9._]*");

    private final ObjectNode root;
    private final boolean olderDraft;
    private final Set<String> anchors = new HashSet<>();

    private SchemaCheck(ObjectNode root, boolean olderDraft) {
        this.root = root;
        this.olderDraft = olderDraft;
    }

    /// Cannot be used.
    private static final class Unusable extends Exception {
        private static final long serialVersionUID = 1;

        Unusable(String reason) {
            super(reason, null, false, false);
        }
    }

    /// Why a schema cannot be used; null when it can.
    static @Nullable String problem(ObjectNode schema) {
        String dialect = schema.path("$schema").asString("").replaceFirst("^https?://json-schema\\.org/", "");
        boolean newest = dialect.isEmpty() || dialect.matches("draft/2020-12/schema#?");
        if (!newest && !dialect.matches("draft(?:/2019-09|-0[67])/schema#?")) {
            return "its $schema is none that clients know";
        }
        SchemaCheck check = new SchemaCheck(schema, !newest);
        try {
            check.anchors(schema, 0);
            check.schema(schema, 0);
            if (SchemaLoops.in(schema)) {
                return "it refers to itself without end";
            }
            return null;
        } catch (Unusable unusable) {
            return unusable.getMessage();
        }
    }

    /// References may point forward, so the anchors are collected first.
    private void anchors(JsonNode node, int depth) throws Unusable {
        if (depth > 2 * DEEPEST) {
            throw new Unusable("it nests too deeply");
        }
        JsonNode anchor = node.path("$anchor");
        if (node.isObject() && anchor.isString() && !anchors.add("#" + anchor.stringValue())) {
            throw new Unusable("it has an anchor twice");
        }
        for (JsonNode inner : node) {
            anchors(inner, depth + 1);
        }
    }

    private void schema(JsonNode schema, int depth) throws Unusable {
        if (schema.isBoolean()) {
            return;
        }
        if (!(schema instanceof ObjectNode object)) {
            throw new Unusable("it has a schema that is " + RepairTrees.kind(schema));
        }
        if (depth > DEEPEST) {
            throw new Unusable("it nests too deeply");
        }
        for (Map.Entry<String, JsonNode> keyword : object.properties()) {
            keyword(keyword.getKey(), keyword.getValue(), depth);
        }
        identity(object, depth);
        if (object.has("nullable") && !object.has("type")) {
            throw new Unusable("nullable needs a type");
        }
    }

    private void identity(ObjectNode schema, int depth) throws Unusable {
        JsonNode id = schema.get("$id");
        boolean usual =
                id == null || depth == 0 && id.isString() && id.stringValue().matches("[a-z]+://[^#\\s]+|urn:[^#\\s]+");
        if (!usual || schema.has("id") || schema.has("$async") || depth > 0 && schema.has("$schema")) {
            throw new Unusable("it has an id, $id, $async or $schema that clients refuse there");
        }
        JsonNode reference = schema.get("$ref");
        if (reference != null && !(reference.isString() && points(reference.stringValue()))) {
            throw new Unusable("a $ref of it points at nothing in it");
        }
    }

    private boolean points(String reference) {
        JsonNode target = SchemaPointers.resolve(root, reference);
        return target != null ? target.isObject() || target.isBoolean() : anchors.contains(reference);
    }

    private void keyword(String key, JsonNode value, int depth) throws Unusable {
        if (SCHEMAS.contains(key)) {
            if (key.equals("items") && olderDraft && value.isArray()) {
                schemas(key, value, depth);
            } else {
                schema(value, depth + 1);
            }
        } else if (LISTS.contains(key)) {
            schemas(key, value, depth);
        } else if (MAPS.contains(key)) {
            map(key, value, depth);
        } else if (key.equals("dependencies")) {
            dependencies(key, value, depth);
        } else {
            require(key, plain(key, value));
        }
    }

    private void schemas(String key, JsonNode value, int depth) throws Unusable {
        require(key, value.isArray() && !value.isEmpty());
        for (JsonNode schema : value) {
            schema(schema, depth + 1);
        }
    }

    private void map(String key, JsonNode value, int depth) throws Unusable {
        require(key, value.isObject());
        for (Map.Entry<String, JsonNode> entry : value.properties()) {
            require(key, !key.equals("patternProperties") || EcmaPattern.valid(entry.getKey()));
            schema(entry.getValue(), depth + 1);
        }
    }

    private void dependencies(String key, JsonNode value, int depth) throws Unusable {
        require(key, value.isObject());
        for (JsonNode dependency : value) {
            if (dependency.isArray()) {
                require(key, names(dependency));
            } else {
                schema(dependency, depth + 1);
            }
        }
    }

    private static void require(String key, boolean fits) throws Unusable {
        if (!fits) {
            throw new Unusable(key + " of it has a value that is not allowed");
        }
    }

    private boolean plain(String key, JsonNode value) {
        if (NUMBERS.contains(key)) {
            return value.isNumber();
        }
        if (COUNTS.contains(key)) {
            return value.isIntegralNumber() && value.canConvertToLong() && value.longValue() >= 0;
        }
        if (TRUTHS.contains(key)) {
            return value.isBoolean();
        }
        if (TEXTS.contains(key)) {
            return value.isString();
        }
        return switch (key) {
            case "$anchor", "$dynamicAnchor" ->
                value.isString() && ANCHOR.matcher(value.stringValue()).matches();
            case "type" -> type(value);
            case "enum" -> value.isArray() && !value.isEmpty() && (!olderDraft || distinct(value));
            case "required" -> names(value);
            case "examples" -> value.isArray();
            case "multipleOf" -> value.isNumber() && value.doubleValue() > 0;
            case "pattern" -> value.isString() && EcmaPattern.valid(value.stringValue());
            case "dependentRequired" -> value.isObject() && every(value);
            default -> true;
        };
    }

    private static boolean every(JsonNode lists) {
        for (JsonNode list : lists) {
            if (!names(list)) {
                return false;
            }
        }
        return true;
    }

    private static boolean type(JsonNode value) {
        if (value.isArray()) {
            return !value.isEmpty() && distinct(value) && all(value);
        }
        return value.isString() && TYPES.contains(value.stringValue());
    }

    private static boolean all(JsonNode types) {
        for (JsonNode type : types) {
            if (!type.isString() || !TYPES.contains(type.stringValue())) {
                return false;
            }
        }
        return true;
    }

    private static boolean names(JsonNode value) {
        if (!value.isArray() || !distinct(value)) {
            return false;
        }
        for (JsonNode name : value) {
            if (!name.isString()) {
                return false;
            }
        }
        return true;
    }

    private static boolean distinct(JsonNode list) {
        Set<JsonNode> seen = new HashSet<>();
        for (JsonNode element : list) {
            if (!seen.add(element)) {
                return false;
            }
        }
        return true;
    }
}
