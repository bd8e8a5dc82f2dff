package io.gatehouse.doors.messages.translation;

import io.gatehouse.doors.messages.api.Trees;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Names of arguments that providers do not take, `$filter` say, and what the model calls them instead. Most
/// tools have none. Providers look at the names at the root only: inside of arguments any name may stand.
///
/// @param own the server's names by those for the model
record ArgumentNames(Map<String, String> own) {
    /// No argument has another name.
    static final ArgumentNames SAME = new ArgumentNames(Map.of());

    private static final Pattern LEGAL = Pattern.compile("^[a-zA-Z0-9_.-]{1,64}$");
    private static final Pattern ILLEGAL_CHARACTER = Pattern.compile("[^a-zA-Z0-9_.-]");
    private static final int LONGEST = 60;

    /// The names for the arguments of a schema.
    static ArgumentNames of(JsonNode properties) {
        Map<String, String> own = new LinkedHashMap<>();
        Set<String> names = Set.copyOf(properties.propertyNames());
        Map<String, Integer> counts = new HashMap<>();
        for (String name : properties.propertyNames()) {
            if (!LEGAL.matcher(name).matches()) {
                String legal = ILLEGAL_CHARACTER.matcher(name).replaceAll("_");
                String start = legal.substring(0, Math.min(LONGEST, legal.length()));
                String unique = start.isEmpty() ? "_" : start;
                while (names.contains(unique) || own.containsKey(unique)) {
                    unique = start + "_" + counts.merge(start, 2, (count, first) -> count + 1);
                }
                own.put(unique, name);
            }
        }
        return own.isEmpty() ? SAME : new ArgumentNames(own);
    }

    /// Puts the names for the model into a schema.
    ///
    /// @param schema is changed, but nothing in it
    void apply(ObjectNode schema) {
        if (own.isEmpty()) {
            return;
        }
        Map<String, String> forModel = new LinkedHashMap<>();
        own.forEach((name, original) -> forModel.put(original, name));
        schema.setAll(renamed(schema, forModel));
    }

    /// A schema of the same arguments with their names for the model.
    private static ObjectNode renamed(ObjectNode schema, Map<String, String> forModel) {
        ObjectNode renamed = Trees.object();
        schema.properties()
                .forEach(entry -> renamed.set(entry.getKey(), renamed(entry.getKey(), entry.getValue(), forModel)));
        return renamed;
    }

    private static JsonNode renamed(String keyword, JsonNode value, Map<String, String> forModel) {
        return switch (keyword) {
            case "properties" -> keys(value, forModel, false);
            case "dependentRequired", "dependentSchemas", "dependencies" -> keys(value, forModel, true);
            case "required" -> items(value, forModel);
            case "if", "then", "else", "not" -> dependent(value, forModel);
            case "allOf", "anyOf", "oneOf" -> {
                ArrayNode list = Trees.array();
                value.forEach(each -> list.add(dependent(each, forModel)));
                yield value.isArray() ? list : value;
            }
            default -> value;
        };
    }

    private static JsonNode dependent(JsonNode value, Map<String, String> forModel) {
        return switch (value) {
            case ObjectNode schema -> renamed(schema, forModel);
            case ArrayNode names -> items(names, forModel);
            default -> value;
        };
    }

    private static JsonNode keys(JsonNode map, Map<String, String> forModel, boolean dependent) {
        ObjectNode renamed = Trees.object();
        map.properties()
                .forEach(entry -> renamed.set(
                        forModel.getOrDefault(entry.getKey(), entry.getKey()),
                        dependent ? dependent(entry.getValue(), forModel) : entry.getValue()));
        return map.isObject() ? renamed : map;
    }

    private static JsonNode items(JsonNode names, Map<String, String> forModel) {
        ArrayNode renamed = Trees.array();
        names.forEach(name -> renamed.add(forModel.getOrDefault(name.asString(""), name.asString(""))));
        return names.isArray() ? renamed : names;
    }

    /// What is told about them; empty when there is nothing to tell.
    String note() {
        StringBuilder note = new StringBuilder();
        own.forEach((name, original) -> note.append(note.isEmpty() ? "" : " ")
                .append("The argument `")
                .append(name)
                .append("` is what the tool calls `")
                .append(original)
                .append("`."));
        return note.toString();
    }

    /// The arguments as the server names them.
    ///
    /// @param input as the model names them; not changed
    ObjectNode arguments(ObjectNode input) {
        if (own.isEmpty()) {
            return input;
        }
        ObjectNode arguments = Trees.object();
        input.properties()
                .forEach(entry -> arguments.set(own.getOrDefault(entry.getKey(), entry.getKey()), entry.getValue()));
        return arguments;
    }
}
