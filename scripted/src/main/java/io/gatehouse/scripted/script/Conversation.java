package io.gatehouse.scripted.script;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// What a script can ask about a request that has been checked.
///
/// @param user what the person wrote in the last message; empty when that brings tool results only
/// @param asked what the person wrote last, also when tool results came since
/// @param results the tool results of the last message
/// @param tools the names of the tools that the model can call: those not deferred, and those that
///     a search has found
/// @param deferred the tools that a search would find, in the order of the request
/// @param turn which answer of the model this will be, from 1
/// @param step the same, counted from what the person wrote last
/// @param thinking the type of thinking that is asked for: `enabled`, `adaptive` or `disabled`
public record Conversation(
        String model,
        String system,
        String user,
        String asked,
        List<GivenResult> results,
        Set<String> tools,
        List<JsonNode> deferred,
        int turn,
        int step,
        String thinking) {
    /// Programs put notes of their own beside what a person wrote.
    private static final String NOTE = "<system-reminder>";

    /// What the body of a request for a message tells.
    public static Conversation of(JsonNode body) {
        JsonNode messages = body.path("messages");
        int last = lastOf(messages, messages.size() - 1, false);
        int asked = lastOf(messages, messages.size() - 1, true);
        Set<String> found = foundTools(messages);
        Set<String> tools = new LinkedHashSet<>();
        List<JsonNode> deferred = new ArrayList<>();
        for (JsonNode tool : body.path("tools")) {
            String name = tool.path("name").asString("");
            if (tool.path("defer_loading").asBoolean(false) && !found.contains(name)) {
                deferred.add(tool);
            } else {
                tools.add(name);
            }
        }
        return new Conversation(
                body.path("model").asString(""),
                text(body.path("system")),
                last < 0 ? "" : written(messages.get(last)),
                asked < 0 ? "" : written(messages.get(asked)),
                last < 0 ? List.of() : results(messages, last),
                tools,
                deferred,
                answers(messages, 0) + 1,
                answers(messages, asked + 1) + 1,
                body.path("thinking").path("type").asString("disabled"));
    }

    /// The last message of the user, or the last in which a person wrote something; -1 when there
    /// is none.
    private static int lastOf(JsonNode messages, int from, boolean withText) {
        for (int at = from; at >= 0; at--) {
            JsonNode message = messages.get(at);
            boolean user = message.path("role").asString("").equals("user");
            if (user && (!withText || !written(message).isEmpty())) {
                return at;
            }
        }
        return -1;
    }

    private static int answers(JsonNode messages, int from) {
        int answers = 0;
        for (int at = from; at < messages.size(); at++) {
            answers += messages.get(at).path("role").asString("").equals("assistant") ? 1 : 0;
        }
        return answers;
    }

    private static String written(JsonNode message) {
        JsonNode content = message.path("content");
        if (content.isString()) {
            return content.stringValue();
        }
        return content.valueStream()
                .filter(block -> block.path("type").asString("").equals("text"))
                .map(block -> block.path("text").asString(""))
                .filter(text -> !text.stripLeading().startsWith(NOTE))
                .collect(Collectors.joining("\n"));
    }

    private static List<GivenResult> results(JsonNode messages, int last) {
        Map<String, String> called = new HashMap<>();
        for (int at = 0; at < last; at++) {
            for (JsonNode block : messages.get(at).path("content")) {
                if (block.path("type").asString("").equals("tool_use")) {
                    called.put(block.path("id").asString(""), block.path("name").asString(""));
                }
            }
        }
        return messages.get(last)
                .path("content")
                .valueStream()
                .filter(block -> block.path("type").asString("").equals("tool_result"))
                .map(block -> new GivenResult(
                        called.getOrDefault(block.path("tool_use_id").asString(""), ""),
                        text(block.path("content")),
                        block.path("is_error").asBoolean(false)))
                .toList();
    }

    private static Set<String> foundTools(JsonNode messages) {
        Set<String> found = new LinkedHashSet<>();
        for (JsonNode reference : messages.findParents("tool_name")) {
            if (reference.path("type").asString("").equals("tool_reference")) {
                found.add(reference.path("tool_name").asString(""));
            }
        }
        return found;
    }

    /// The text of a content: a text, or blocks.
    private static String text(JsonNode content) {
        if (content.isString()) {
            return content.stringValue();
        }
        return content.valueStream().map(Conversation::blockText).collect(Collectors.joining("\n"));
    }

    private static String blockText(JsonNode block) {
        String type = block.path("type").asString("");
        return switch (type) {
            case "text" -> block.path("text").asString("");
            case "search_result" -> text(block.path("content"));
            case "tool_reference" -> block.path("tool_name").asString("");
            default -> "[" + type + "]";
        };
    }
}
