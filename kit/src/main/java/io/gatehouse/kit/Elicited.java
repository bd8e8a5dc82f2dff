package io.gatehouse.kit;

import tools.jackson.databind.node.ObjectNode;

/// What a user did with a form.
///
/// @param action what they chose
/// @param content the fields; empty unless accepted
public record Elicited(Action action, ObjectNode content) {
    /// What a user can do with a form.
    public enum Action {
        ACCEPT,
        DECLINE,
        CANCEL
    }

    /// Whether the user sent the form.
    public boolean accepted() {
        return action == Action.ACCEPT;
    }

    static Elicited of(ObjectNode answer) {
        Action action = switch (answer.path("action").asString("")) {
            case "accept" -> Action.ACCEPT;
            case "decline" -> Action.DECLINE;
            default -> Action.CANCEL;
        };
        boolean filled = action == Action.ACCEPT && answer.get("content") instanceof ObjectNode;
        return new Elicited(action, filled ? (ObjectNode) answer.get("content") : JsonValues.object());
    }
}
