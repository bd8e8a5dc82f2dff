package io.gatehouse.scripted.script;

import java.util.Map;
import java.util.regex.MatchResult;
import org.jspecify.annotations.Nullable;

/// A condition on the tool results of the last message.
///
/// @param present false: there must be none
record WhenResult(
        boolean present,
        @Nullable Glob tool,
        @Nullable TextMatch text,
        @Nullable Boolean error) {
    /// Whether one of the results fits. What is found in its text is added to the finds.
    boolean holds(Conversation conversation, Map<String, MatchResult> found) {
        if (!present) {
            return conversation.results().isEmpty();
        }
        for (GivenResult result : conversation.results().reversed()) {
            if (tool != null && !tool.matches(result.tool()) || error != null && error != result.error()) {
                continue;
            }
            MatchResult match = text == null ? null : text.find(result.text());
            if (match != null) {
                found.put("result", match);
            }
            if (text == null || match != null) {
                return true;
            }
        }
        return false;
    }
}
