package io.gatehouse.scripted.script;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import org.jspecify.annotations.Nullable;

/// The conditions of a turn, all of which must hold; what is null or empty asks for nothing.
///
/// @param texts conditions on texts, by their keys: `user`, `asked`, `system`
/// @param tools each must match a tool that the model can call
public record When(
        @Nullable Glob model,
        Map<String, TextMatch> texts,
        List<Glob> tools,
        @Nullable WhenResult result,
        @Nullable Integer turn,
        @Nullable Integer step,
        @Nullable Boolean thinking) {
    static final When ALWAYS = new When(null, Map.of(), List.of(), null, null, null, null);

    /// What the conditions on texts found; null when a condition does not hold.
    @Nullable
    public Map<String, MatchResult> find(Conversation conversation) {
        boolean holds = (model == null || model.matches(conversation.model()))
                && (turn == null || turn == conversation.turn())
                && (step == null || step == conversation.step())
                && (thinking == null || thinking != conversation.thinking().equals("disabled"))
                && tools.stream().allMatch(tool -> conversation.tools().stream().anyMatch(tool::matches));
        Map<String, MatchResult> found = new HashMap<>();
        for (Map.Entry<String, TextMatch> each : texts.entrySet()) {
            MatchResult match = holds ? each.getValue().find(text(each.getKey(), conversation)) : null;
            if (match == null) {
                return null;
            }
            found.put(each.getKey(), match);
        }
        return holds && (result == null || result.holds(conversation, found)) ? found : null;
    }

    private static String text(String key, Conversation conversation) {
        return switch (key) {
            case "user" -> conversation.user();
            case "asked" -> conversation.asked();
            default -> conversation.system();
        };
    }
}
