package io.gatehouse.kit;

import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/// What a client answered to the questions of [Call#ask(Ask...)].
///
/// @param byKey the result of each question, by its key
public record Answers(Map<String, ObjectNode> byKey) {
    /// The result of one question.
    ///
    /// @throws IllegalArgumentException when nothing was asked under that key
    public ObjectNode of(String key) {
        ObjectNode answer = byKey.get(key);
        if (answer == null) {
            throw new IllegalArgumentException("nothing was asked under the key " + key);
        }
        return answer;
    }
}
