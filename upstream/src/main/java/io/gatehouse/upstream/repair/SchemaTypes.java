package io.gatehouse.upstream.repair;

import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/// The values of the keyword `type`, also as languages and people call the types.
final class SchemaTypes {
    private static final Map<String, String> MEANT = Map.ofEntries(
            Map.entry("int", "integer"),
            Map.entry("long", "integer"),
            Map.entry("str", "string"),
            Map.entry("text", "string"),
            Map.entry("float", "number"),
            Map.entry("double", "number"),
            Map.entry("decimal", "number"),
            Map.entry("bool", "boolean"),
            Map.entry("dict", "object"),
            Map.entry("map", "object"),
            Map.entry("list", "array"),
            Map.entry("tuple", "array"),
            Map.entry("none", "null"));

    private SchemaTypes() {}

    /// The value that another one stands for; null when it has to go, because it names no type or any.
    static @Nullable JsonNode valid(JsonNode value) {
        if (value.isString()) {
            String meant = meant(value.stringValue());
            return meant == null ? null : RepairTrees.text(meant);
        }
        if (!value.isArray() || value.isEmpty()) {
            return null;
        }
        Set<String> types = new LinkedHashSet<>();
        for (JsonNode type : value) {
            String meant = meant(type.asString(""));
            if (meant == null) {
                return null;
            }
            types.add(meant);
        }
        ArrayNode list = RepairTrees.array();
        types.forEach(list::add);
        return list;
    }

    private static @Nullable String meant(String written) {
        if (Keyword.TYPES.contains(written)) {
            return written;
        }
        String lower = written.toLowerCase(Locale.ROOT);
        return Keyword.TYPES.contains(lower) ? lower : MEANT.get(lower);
    }
}
