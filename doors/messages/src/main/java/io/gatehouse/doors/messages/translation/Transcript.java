package io.gatehouse.doors.messages.translation;

import io.gatehouse.doors.messages.api.CanonicalJson;
import io.gatehouse.doors.messages.api.Trees;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The messages as the provider gets them. What has been written once is written the same again: messages
/// are only added, or the last one grows.
final class Transcript {
    private final List<ObjectNode> messages = new ArrayList<>();
    /// The messages that cannot change any more, each with a comma behind it.
    private final CanonicalJson settled = new CanonicalJson(4096);

    private int settledCount;

    /// Adds a message as it is.
    void add(ObjectNode message) {
        messages.add(message);
    }

    /// Adds to what the assistant says. Two messages of the assistant in a row are one for the model, and one
    /// here, so that a turn that was continued looks like one that was not.
    void assistant(ObjectNode block) {
        if (messages.isEmpty() || !role(messages.getLast()).equals("assistant")) {
            messages.add(Trees.object().put("role", "assistant"));
        }
        ObjectNode message = messages.getLast();
        JsonNode content = message.path("content");
        if (content instanceof ArrayNode blocks) {
            blocks.add(block);
            return;
        }
        ArrayNode blocks = message.putArray("content");
        if (content.isString() && !content.stringValue().isBlank()) {
            blocks.addObject().put("type", "text").set("text", content);
        }
        blocks.add(block);
    }

    /// Adds an assistant's message that is only a text.
    void assistant(ObjectNode message, JsonNode text) {
        if (!messages.isEmpty() && role(messages.getLast()).equals("assistant")) {
            if (!text.stringValue().isBlank()) {
                ObjectNode block = Trees.object().put("type", "text");
                block.set("text", text);
                assistant(block);
            }
        } else {
            messages.add(message.deepCopy());
        }
    }

    /// Whether the last message is one of the assistant.
    boolean endsWithAssistant() {
        return !messages.isEmpty() && role(messages.getLast()).equals("assistant");
    }

    private static String role(ObjectNode message) {
        return message.path("role").asString("");
    }

    /// Writes the messages as a JSON array. From now on nothing but the last may change.
    void writeTo(CanonicalJson json) {
        for (; settledCount < messages.size() - 1; settledCount++) {
            settled.value(messages.get(settledCount)).raw(",");
        }
        json.raw("[").raw(settled.toBytes());
        if (!messages.isEmpty()) {
            json.value(messages.getLast());
        }
        json.raw("]");
    }
}
