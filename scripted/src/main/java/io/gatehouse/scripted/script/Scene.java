package io.gatehouse.scripted.script;

import java.util.Map;
import java.util.regex.MatchResult;

/// What the texts of a turn can show: the conversation, and what its conditions have found there.
///
/// @param found the find of each condition on a text, by its key
/// @param seen how often the turn was taken, this time included
public record Scene(Conversation conversation, Map<String, MatchResult> found, int seen) {
    /// The text of the last tool result; empty when there is none.
    String result() {
        return conversation.results().isEmpty()
                ? ""
                : conversation.results().getLast().text();
    }
}
