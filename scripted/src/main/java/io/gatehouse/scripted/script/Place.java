package io.gatehouse.scripted.script;

import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.StringNode;

/// A place in a template.
///
/// @param name what it shows
/// @param detail after the name: a group of an expression, `tool`, or a JSON pointer; empty for the
///     whole
record Place(String name, String detail) {
    static final String HELP = "Write ${user}, ${asked}, ${system}, ${result}, ${results}, ${result.tool},"
            + " ${result./a/json/pointer}, ${model}, ${tools}, ${turn}, ${step} or ${seen}; ${user.1} or"
            + " ${user.name} is a group of the expression in when.user; $${ stands for itself.";

    private static final Set<String> PLAIN = Set.of("results", "model", "tools", "turn", "step", "seen");
    private static final Set<String> FOUND = Set.of("user", "asked", "system", "result");
    private static final Pattern GROUP = Pattern.compile("[1-9]\\d?|[a-zA-Z][a-zA-Z0-9]*");

    /// Null when there is no such place.
    static @Nullable Place of(String written) {
        int dot = written.indexOf('.');
        String name = dot < 0 ? written : written.substring(0, dot);
        String detail = dot < 0 ? "" : written.substring(dot + 1);
        boolean pointer = name.equals("result") && detail.startsWith("/");
        boolean known = dot < 0 && (PLAIN.contains(name) || FOUND.contains(name))
                || FOUND.contains(name) && (pointer || GROUP.matcher(detail).matches());
        return known ? new Place(name, detail) : null;
    }

    /// What is wrong with the place beside these conditions; empty when nothing is.
    String complaint(When when) {
        if (!group()) {
            return "";
        }
        WhenResult result = when.result();
        TextMatch match = name.equals("result")
                ? result == null ? null : result.text()
                : when.texts().get(name);
        boolean there = match != null && match.hasGroup(detail);
        String condition = "when." + name + (name.equals("result") ? ".text" : "");
        return there ? "" : "${" + name + "." + detail + "} is no group of an expression in " + condition;
    }

    private boolean group() {
        return !detail.isEmpty() && !pointer() && !(name.equals("result") && detail.equals("tool"));
    }

    private boolean pointer() {
        return detail.startsWith("/");
    }

    String text(Scene scene) {
        Conversation conversation = scene.conversation();
        if (group()) {
            return group(scene.found());
        }
        if (pointer()) {
            JsonNode value = value(scene);
            return value.isValueNode() ? value.asString("") : value.isMissingNode() ? "" : value.toString();
        }
        return switch (name) {
            case "user" -> conversation.user();
            case "asked" -> conversation.asked();
            case "system" -> conversation.system();
            case "result" -> detail.isEmpty() ? scene.result() : tool(conversation);
            case "results" ->
                conversation.results().stream().map(GivenResult::text).collect(Collectors.joining("\n"));
            case "model" -> conversation.model();
            case "tools" -> String.join(", ", conversation.tools());
            case "turn" -> String.valueOf(conversation.turn());
            case "step" -> String.valueOf(conversation.step());
            default -> String.valueOf(scene.seen());
        };
    }

    private static String tool(Conversation conversation) {
        return conversation.results().isEmpty()
                ? ""
                : conversation.results().getLast().tool();
    }

    private String group(Map<String, MatchResult> found) {
        MatchResult match = found.get(name);
        String group = match == null
                ? null
                : Character.isDigit(detail.charAt(0)) ? match.group(Integer.parseInt(detail)) : match.group(detail);
        return group == null ? "" : group;
    }

    JsonNode value(Scene scene) {
        if (!pointer()) {
            return StringNode.valueOf(text(scene));
        }
        try {
            return Json.MAPPER.readTree(scene.result()).at(JsonPointer.compile(detail));
        } catch (JacksonException notJson) {
            return MissingNode.getInstance();
        }
    }
}
