package io.gatehouse.upstream.repair;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Whether SDK clients can validate by a schema. They compile each output schema when they read a list or a result, and
/// one that does not compile costs the whole list (TypeScript 1.x) or every call of the tool (the others). What only
/// some of them compile counts as unusable.
final class SchemaCheck {
    private static final int DEEPEST = 100;

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
            return "its $schema is unknown to clients";
        }
        SchemaCheck check = new SchemaCheck(schema, !newest);
        try {
            check.anchors(schema, 0);
            check.schema(schema, 0);
            if (SchemaLoops.in(schema)) {
                return "it refers to itself endlessly";
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
            throw new Unusable("it has the same anchor twice");
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
            throw new Unusable("one of its $refs points to nothing");
        }
    }

    private boolean points(String reference) {
        JsonNode target = SchemaPointers.resolve(root, reference);
        return target != null ? target.isObject() || target.isBoolean() : anchors.contains(reference);
    }

    private void keyword(String key, JsonNode value, int depth) throws Unusable {
        Keyword keyword = key.equals("additionalItems") ? Keyword.SCHEMA : Keyword.of(key);
        switch (keyword) {
            case SCHEMA -> {
                if (key.equals("items") && olderDraft && value.isArray()) {
                    schemas(key, value, depth);
                } else {
                    schema(value, depth + 1);
                }
            }
            case SCHEMA_LIST -> schemas(key, value, depth);
            case SCHEMA_MAP -> map(key, value, depth);
            case DEPENDENCIES -> dependencies(key, value, depth);
            default -> require(key, plain(key, keyword, value));
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
                require(key, Keyword.NAMES.allows(dependency));
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

    /// What the meta-schema allows, without what some clients cannot compile.
    private boolean plain(String key, Keyword keyword, JsonNode value) {
        return switch (key) {
            case "$schema", "$id", "$ref", "$recursiveRef", "$recursiveAnchor", "$vocabulary" -> true;
            case "nullable" -> value.isBoolean();
            case "enum" -> value.isArray() && !value.isEmpty() && (!olderDraft || Keyword.distinct(value));
            case "multipleOf" -> value.isNumber() && value.doubleValue() > 0;
            case "pattern" -> value.isString() && EcmaPattern.valid(value.stringValue());
            default -> keyword == Keyword.COUNT ? count(value) : keyword.allows(value);
        };
    }

    private static boolean count(JsonNode value) {
        return value.isIntegralNumber() && value.canConvertToLong() && value.longValue() >= 0;
    }
}
