package io.gatehouse.kit;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The messages of a prompt, made by [#with(String, Content)] from [#described(String)] or [#user(String)].
///
/// @param json the result object as the wire has it
public record PromptResult(ObjectNode json) {

    /// No message yet.
    public static PromptResult described(@Nullable String description) {
        ObjectNode result = JsonValues.object();
        JsonValues.putIfPresent(result, "description", description);
        result.putArray("messages");
        return new PromptResult(result);
    }

    /// One text that the user says.
    public static PromptResult user(String text) {
        return described(null).with("user", Content.text(text));
    }

    /// One more message; `role` is `user` or `assistant`.
    public PromptResult with(String role, Content content) {
        ObjectNode copy = json.deepCopy();
        ObjectNode message = ((ArrayNode) copy.get("messages")).addObject().put("role", role);
        message.set("content", content.json());
        return new PromptResult(copy);
    }
}
