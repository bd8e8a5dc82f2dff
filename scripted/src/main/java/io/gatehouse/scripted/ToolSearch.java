package io.gatehouse.scripted;

import io.gatehouse.scripted.script.Json;
import io.gatehouse.scripted.script.StepText;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The search among deferred tools that the hosted service does itself, by a regular expression or
/// by words.
///
/// @param name of the search tool that the request offers
record ToolSearch(String name) {
    private static final String TYPE = "tool_search_tool_";
    private static final int MOST_FOUND = 5;
    private static final int LONGEST_EXPRESSION = 200;
    private static final int LONGEST_QUERY = 500;
    private static final int MOST_STEPS = 1_000_000;

    /// The search tool of a request; null when it offers none.
    static @Nullable ToolSearch of(JsonNode body) {
        for (JsonNode tool : body.path("tools")) {
            if (tool.path("type").asString("").startsWith(TYPE)) {
                return new ToolSearch(tool.path("name").asString(""));
            }
        }
        return null;
    }

    private boolean regex() {
        return name.contains("regex");
    }

    /// What the model gives to the search tool.
    ObjectNode input(String query) {
        return Json.object().put(regex() ? "pattern" : "query", query);
    }

    /// What the search tool gives back.
    ObjectNode content(String query, List<JsonNode> deferred) {
        if (query.length() > (regex() ? LONGEST_EXPRESSION : LONGEST_QUERY)) {
            return error("The query is too long.");
        }
        List<JsonNode> found;
        try {
            found = regex() ? byExpression(query, deferred) : byWords(query, deferred);
        } catch (PatternSyntaxException wrong) {
            return error("Invalid regular expression: " + wrong.getDescription());
        }
        ObjectNode content = Json.object().put("type", "tool_search_tool_search_result");
        ArrayNode references = content.putArray("tool_references");
        found.forEach(tool -> references
                .addObject()
                .put("type", "tool_reference")
                .put("tool_name", tool.path("name").asString("")));
        return content;
    }

    private static ObjectNode error(String message) {
        return Json.object()
                .put("type", "tool_search_tool_result_error")
                .put("error_code", "invalid_tool_input")
                .put("error_message", message);
    }

    private static List<JsonNode> byExpression(String query, List<JsonNode> deferred) {
        Pattern pattern = Pattern.compile(query, Pattern.CASE_INSENSITIVE);
        return deferred.stream()
                .filter(tool -> StepText.found(pattern.matcher(new StepText(searched(tool), MOST_STEPS))))
                .limit(MOST_FOUND)
                .toList();
    }

    private static List<JsonNode> byWords(String query, List<JsonNode> deferred) {
        List<String> words = Stream.of(query.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+"))
                .filter(word -> !word.isEmpty())
                .distinct()
                .toList();
        Map<JsonNode, Long> hits = new HashMap<>();
        for (JsonNode tool : deferred) {
            String text = searched(tool).toLowerCase(Locale.ROOT);
            hits.put(tool, words.stream().filter(text::contains).count());
        }
        return deferred.stream()
                .filter(tool -> hits.getOrDefault(tool, 0L) > 0)
                .sorted(Comparator.comparing((JsonNode tool) -> hits.getOrDefault(tool, 0L))
                        .reversed())
                .limit(MOST_FOUND)
                .toList();
    }

    private static String searched(JsonNode tool) {
        return tool.path("name").asString("") + " " + tool.path("description").asString("") + " "
                + tool.path("input_schema").path("properties");
    }
}
