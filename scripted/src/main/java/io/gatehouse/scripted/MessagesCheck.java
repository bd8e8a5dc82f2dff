package io.gatehouse.scripted;

import io.gatehouse.scripted.script.RequestLimits;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// Checks the list of messages: roles, content, and that every call has its result.
final class MessagesCheck {
    private static final List<String> KEYS = List.of("role", "content");
    private static final List<String> CHANGES = List.of("tool_addition", "tool_removal");

    private final JsonNode messages;
    private final boolean systemMessages;
    private final BlockCheck blocks;

    /// @param systemMessages whether messages of the system may stand among the others
    MessagesCheck(JsonNode messages, String version, boolean systemMessages, Signature signature) {
        this.messages = messages;
        this.systemMessages = systemMessages;
        this.blocks = new BlockCheck(signature, !version.equals("2023-06-01"));
    }

    void check() {
        Shape.list(messages, "messages");
        if (messages.isEmpty()) {
            throw RejectedException.invalid("messages: at least one message is required");
        }
        if (messages.size() > RequestLimits.MAX_MESSAGES) {
            throw RejectedException.invalid("messages: List should have at most 100000 items after validation");
        }
        for (int at = 0; at < messages.size(); at++) {
            message(at);
        }
        new PairCheck(messages).check();
    }

    private void message(int index) {
        JsonNode message = messages.get(index);
        String path = "messages." + index;
        Shape.object(message, path);
        String role = role(message, path);
        if (index == 0 && role.equals("assistant")) {
            throw RejectedException.invalid("messages: first message must use the \"user\" role");
        }
        JsonNode content = Shape.required(message, path, "content");
        boolean last = index == messages.size() - 1;
        if (!content.isString() && !content.isArray()) {
            throw RejectedException.invalid(path + ".content: Input should be a valid list or string");
        }
        boolean empty = content.isString() ? content.stringValue().isEmpty() : content.isEmpty();
        if (empty && !(last && role.equals("assistant"))) {
            throw RejectedException.invalid(
                    role.equals("user")
                            ? path + ": user messages must have non-empty content"
                            : path + ": all messages must have non-empty content except for the optional final"
                                    + " assistant message");
        }
        if (content.isArray()) {
            for (int at = 0; at < content.size(); at++) {
                block(content.get(at), path + ".content." + at, role);
            }
        }
        if (last && role.equals("assistant")) {
            noTrailingSpace(content);
        }
        Shape.only(
                message, path, role.equals("system") ? List.of("role", "content", "clear_at", "output_config") : KEYS);
    }

    private void block(JsonNode block, String path, String role) {
        boolean change =
                role.equals("system") && CHANGES.contains(block.path("type").asString(""));
        if (!change) {
            blocks.check(block, path, role);
        }
    }

    private String role(JsonNode message, String path) {
        JsonNode role = Shape.required(message, path, "role");
        if (role.asString("").equals("system") && !systemMessages) {
            throw RejectedException.invalid("messages: Unexpected role \"system\". The Messages API accepts a top-level"
                    + " `system` parameter, not \"system\" as an input message role.");
        }
        return Shape.oneOf(
                message,
                path,
                "role",
                systemMessages ? List.of("user", "assistant", "system") : List.of("user", "assistant"));
    }

    private static void noTrailingSpace(JsonNode content) {
        JsonNode block = content.isArray() && !content.isEmpty()
                ? content.get(content.size() - 1).path("text")
                : content;
        String text = block.asString("");
        if (!text.equals(text.stripTrailing())) {
            throw RejectedException.invalid("messages: final assistant content cannot end with trailing whitespace");
        }
    }
}
