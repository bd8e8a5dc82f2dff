package io.gatehouse.scripted;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Checks the tools that a request offers, and the choice among them.
final class ToolCheck {
    private static final Pattern NAME = Pattern.compile("^[a-zA-Z0-9_-]{1,64}$");
    private static final List<String> CUSTOM_KEYS = List.of(
            "name",
            "description",
            "input_schema",
            "type",
            "cache_control",
            "defer_loading",
            "strict",
            "input_examples",
            "eager_input_streaming",
            "allowed_callers");
    /// Tools that the hosted service knows itself, by the beginning of their types.
    private static final List<String> HOSTED = List.of(
            "tool_search_tool_regex",
            "tool_search_tool_bm25",
            "web_search_",
            "web_fetch_",
            "bash_",
            "text_editor_",
            "computer_",
            "code_execution_",
            "memory_",
            "advisor_");
    private static final List<String> ROOT_COMBINATIONS = List.of("oneOf", "allOf", "anyOf");
    private static final List<String> CHOICES = List.of("auto", "any", "tool", "none");
    private static final List<String> CHOICE_KEYS = List.of("type", "name", "disable_parallel_tool_use");

    private final JsonNode body;

    ToolCheck(JsonNode body) {
        this.body = body;
    }

    void check() {
        JsonNode tools = Shape.optional(body, "tools");
        Set<String> names = new HashSet<>();
        if (tools != null) {
            Shape.list(tools, "tools");
            boolean allDeferred = !tools.isEmpty();
            for (int at = 0; at < tools.size(); at++) {
                tool(tools.get(at), "tools." + at);
                allDeferred &= tools.get(at).path("defer_loading").asBoolean(false);
                if (!names.add(tools.get(at).path("name").asString(""))) {
                    throw RejectedException.invalid("tools: Tool names must be unique.");
                }
            }
            if (allDeferred) {
                throw RejectedException.invalid(
                        "At least one tool must have defer_loading=false. All tools cannot be deferred.");
            }
        }
        choice(Shape.optional(body, "tool_choice"), names);
        references(names);
    }

    private static void tool(JsonNode tool, String path) {
        Shape.object(tool, path);
        JsonNode type = Shape.optional(tool, "type");
        if (type == null || type.asString("").equals("custom")) {
            custom(tool, path + ".custom");
            return;
        }
        String tag = type.asString("");
        if (HOSTED.stream().noneMatch(tag::startsWith)) {
            throw RejectedException.invalid(path + ": Input tag '" + tag
                    + "' found using 'type' does not match any of the expected tags: 'custom', '"
                    + String.join("*', '", HOSTED) + "*'");
        }
        Shape.text(tool, path + "." + tag, "name", NAME);
    }

    private static void custom(JsonNode tool, String path) {
        Shape.text(tool, path, "name", NAME);
        if (Shape.optional(tool, "description") != null) {
            Shape.text(tool, path, "description");
        }
        JsonNode schema = Shape.required(tool, path, "input_schema");
        String at = path + ".input_schema";
        Shape.object(schema, at);
        Shape.oneOf(schema, at, "type", List.of("object"));
        for (String combination : ROOT_COMBINATIONS) {
            if (schema.has(combination)) {
                throw RejectedException.invalid(
                        at + ": input_schema does not support oneOf, allOf, or anyOf at the top level");
            }
        }
        for (String part : List.of("properties", "$defs", "definitions")) {
            JsonNode value = Shape.optional(schema, part);
            if (value != null && !value.isObject()) {
                throw RejectedException.invalid(
                        at + ": JSON schema is invalid. It must match JSON Schema draft 2020-12. (" + part
                                + " is not an object)");
            }
        }
        SchemaDraft.check(schema, at);
        Shape.flag(tool, path, "defer_loading");
        Shape.flag(tool, path, "strict");
        Shape.only(tool, path, CUSTOM_KEYS);
    }

    private void choice(@Nullable JsonNode choice, Set<String> names) {
        if (choice == null) {
            return;
        }
        String path = "tool_choice";
        String type = Shape.tag(choice, path, CHOICES);
        Shape.only(choice, path + "." + type, CHOICE_KEYS);
        if (names.isEmpty()) {
            throw RejectedException.invalid(
                    "tool_choice: `tool_choice` may only be specified while providing `tools`.");
        }
        if (type.equals("tool")) {
            String name = Shape.text(choice, path + ".tool", "name");
            if (!names.contains(name)) {
                throw RejectedException.invalid("Tool '" + name + "' not found in provided tools");
            }
        }
        boolean thinks = body.path("thinking").path("type").asString("").equals("enabled");
        if (thinks && (type.equals("tool") || type.equals("any"))) {
            throw RejectedException.invalid("Thinking may not be enabled when tool_choice forces tool use.");
        }
    }

    private void references(Set<String> names) {
        for (JsonNode holder : body.path("messages").findParents("tool_name")) {
            String name = holder.path("tool_name").asString("");
            if (holder.path("type").asString("").equals("tool_reference") && !names.contains(name)) {
                throw RejectedException.invalid("Tool reference '" + name + "' has no corresponding tool definition");
            }
        }
    }
}
