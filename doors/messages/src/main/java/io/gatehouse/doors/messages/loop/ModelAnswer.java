package io.gatehouse.doors.messages.loop;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// One answer of the model, complete.
///
/// @param model as the provider names it
/// @param calls whether it calls tools of MCP servers
/// @param content gives its blocks as the provider gave them; asked only if the loop goes on
/// @param ending how it ended: `stop_reason` and what stands beside it
/// @param around what else the end of a message tells, `context_management` say
/// @param usage what it cost
/// @param endUsage what the end of its stream told of that; null when it was not streamed
record ModelAnswer(
        String model,
        boolean calls,
        Supplier<ArrayNode> content,
        ObjectNode ending,
        ObjectNode around,
        ObjectNode usage,
        @Nullable ObjectNode endUsage) {

    /// The same with other words around its end.
    ModelAnswer with(ObjectNode changed) {
        return new ModelAnswer(model, calls, content, ending, changed, usage, endUsage);
    }

    /// Why the model stopped, empty when the provider does not say.
    String stopReason() {
        return ending.path("stop_reason").asString("");
    }
}
