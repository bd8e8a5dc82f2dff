package io.gatehouse.upstream.repair;

import java.math.BigDecimal;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// What the meta-schema of JSON Schema 2020-12 allows as the value of a keyword.
enum Keyword {
    SCHEMA(
            "items",
            "additionalProperties",
            "not",
            "if",
            "then",
            "else",
            "contains",
            "propertyNames",
            "unevaluatedItems",
            "unevaluatedProperties",
            "contentSchema"),
    SCHEMA_LIST("allOf", "anyOf", "oneOf", "prefixItems"),
    SCHEMA_MAP("properties", "patternProperties", "$defs", "definitions", "dependentSchemas"),
    /// Schemas or lists of names, as drafts before 2019-09 have them.
    DEPENDENCIES("dependencies"),
    NAME_LISTS("dependentRequired"),
    NAMES("required"),
    TYPE("type"),
    LIST("enum", "examples"),
    NUMBER("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"),
    POSITIVE("multipleOf"),
    COUNT(
            "minLength",
            "maxLength",
            "minItems",
            "maxItems",
            "minProperties",
            "maxProperties",
            "minContains",
            "maxContains"),
    TRUTH("uniqueItems", "deprecated", "readOnly", "writeOnly"),
    TEXT(
            "$comment",
            "$schema",
            "title",
            "description",
            "format",
            "contentEncoding",
            "contentMediaType",
            "$ref",
            "$dynamicRef",
            "$recursiveRef"),
    PATTERN("pattern"),
    ANCHOR("$anchor", "$dynamicAnchor", "$recursiveAnchor"),
    ID("$id"),
    VOCABULARY("$vocabulary"),
    /// Anything: `const`, `default`, and what the draft does not know.
    FREE;

    static final Set<String> TYPES = Set.of("null", "boolean", "object", "array", "number", "string", "integer");
    private static final Pattern ANCHOR_NAME = Pattern.compile("[A-Za-z_][-A-Za-z0-9._]*");
    private static final Map<String, Keyword> BY_NAME = new HashMap<>();

    static {
        for (Keyword keyword : EnumSet.allOf(Keyword.class)) {
            for (String name : keyword.names) {
                BY_NAME.put(name, keyword);
            }
        }
    }

    private final Set<String> names;

    Keyword(String... names) {
        this.names = Set.of(names);
    }

    static Keyword of(String name) {
        return BY_NAME.getOrDefault(name, FREE);
    }

    /// Whether a value is allowed; of a keyword that holds schemas, whether it has the form for them.
    boolean allows(JsonNode value) {
        return switch (this) {
            case SCHEMA -> value.isObject() || value.isBoolean();
            case SCHEMA_LIST -> value.isArray() && !value.isEmpty();
            case SCHEMA_MAP, DEPENDENCIES -> value.isObject();
            case NAME_LISTS -> value.isObject() && nameLists(value);
            case NAMES -> names(value);
            case TYPE -> value.isArray() ? types(value) : isType(value);
            case LIST -> value.isArray();
            case NUMBER -> value.isNumber();
            case POSITIVE -> value.isNumber() && value.decimalValue().signum() > 0;
            case COUNT -> value.isNumber() && isCount(value);
            case TRUTH -> value.isBoolean();
            case TEXT -> value.isString();
            case PATTERN -> value.isString() && EcmaPattern.validForSome(value.stringValue());
            case ANCHOR ->
                value.isString() && ANCHOR_NAME.matcher(value.stringValue()).matches();
            case ID -> value.isString() && isId(value.stringValue());
            case VOCABULARY -> value.isObject() && value.valueStream().allMatch(JsonNode::isBoolean);
            case FREE -> true;
        };
    }

    /// Whether a text is the name of a type.
    static boolean isType(JsonNode value) {
        return value.isString() && TYPES.contains(value.stringValue());
    }

    /// Whether no element of a list is there twice.
    static boolean distinct(JsonNode list) {
        if (list.size() < 2) {
            return true;
        }
        Set<JsonNode> seen = new HashSet<>();
        for (JsonNode element : list) {
            if (!seen.add(element)) {
                return false;
            }
        }
        return true;
    }

    private static boolean types(JsonNode list) {
        for (JsonNode type : list) {
            if (!isType(type)) {
                return false;
            }
        }
        return !list.isEmpty() && distinct(list);
    }

    private static boolean names(JsonNode value) {
        if (!value.isArray()) {
            return false;
        }
        for (JsonNode name : value) {
            if (!name.isString()) {
                return false;
            }
        }
        return distinct(value);
    }

    private static boolean nameLists(JsonNode value) {
        for (JsonNode list : value) {
            if (!names(list)) {
                return false;
            }
        }
        return true;
    }

    /// `3.0` is a whole number too.
    private static boolean isCount(JsonNode number) {
        if (number.isIntegralNumber() && number.canConvertToLong()) {
            return number.longValue() >= 0;
        }
        BigDecimal value = number.decimalValue();
        return value.signum() == 0
                || value.signum() > 0 && value.stripTrailingZeros().scale() <= 0;
    }

    private static boolean isId(String text) {
        int fragment = text.indexOf('#');
        return fragment < 0 || fragment == text.length() - 1;
    }
}
