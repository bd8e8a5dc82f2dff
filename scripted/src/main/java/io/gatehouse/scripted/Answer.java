package io.gatehouse.scripted;

import io.gatehouse.scripted.script.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What the model says to one request.
///
/// @param content its blocks, complete
/// @param output tokens of it, those of thinking included
/// @param thought tokens of thinking
record Answer(
        String id,
        String model,
        ArrayNode content,
        String stopReason,
        @Nullable String stopSequence,
        int output,
        int thought) {
    /// The message as the API gives it, every key present.
    ObjectNode message(ObjectNode usage) {
        ObjectNode message = Json.object()
                .put("id", id)
                .put("type", "message")
                .put("role", "assistant")
                .put("model", model);
        message.set("content", content);
        stop(message);
        message.set("usage", usage);
        return message.putNull("context_management").putNull("diagnostics");
    }

    /// The message before anything of it was said.
    ObjectNode begun(ObjectNode usage) {
        ObjectNode message = message(usage);
        message.putArray("content");
        return message.putNull("stop_reason").putNull("stop_sequence").putNull("stop_details");
    }

    /// How it ended, as the end of a stream tells.
    ObjectNode stop(ObjectNode into) {
        into.put("stop_reason", stopReason).put("stop_sequence", stopSequence);
        if (stopReason.equals("refusal")) {
            into.putObject("stop_details")
                    .put("type", "refusal")
                    .putNull("category")
                    .putNull("explanation");
        } else {
            into.putNull("stop_details");
        }
        return into.putNull("container");
    }
}
