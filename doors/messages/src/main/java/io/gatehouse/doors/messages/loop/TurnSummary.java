package io.gatehouse.doors.messages.loop;

import io.gatehouse.doors.messages.api.TokenUsage;
import io.gatehouse.doors.messages.api.Trees;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What `message_start` and `message_delta` of one streamed answer tell beside its blocks. Not safe for use by several
/// threads at once.
final class TurnSummary {
    private final ObjectNode usage = Trees.object();
    private final ObjectNode ending = Trees.object();
    private final ObjectNode around = Trees.object();
    private @Nullable ObjectNode endUsage;
    private String model = "";

    /// Takes what the beginning tells.
    void begin(ObjectNode message) {
        model = message.path("model").asString("");
        if (message.path("usage") instanceof ObjectNode told) {
            usage.setAll(told.deepCopy());
        }
    }

    /// Takes a `message_delta`. A counter that is null there keeps its value.
    void end(ObjectNode event) {
        if (event.path("delta") instanceof ObjectNode delta) {
            ending.setAll(delta);
        }
        if (event.path("usage") instanceof ObjectNode told) {
            endUsage = told;
            for (Map.Entry<String, JsonNode> each : told.properties()) {
                if (!each.getValue().isNull() || !usage.has(each.getKey())) {
                    usage.set(each.getKey(), each.getValue());
                }
            }
        }
        around.setAll(event.without(List.of("type", "delta", "usage")));
    }

    /// The tokens so far.
    TokenUsage told() {
        return UsageSum.tokens(usage);
    }

    /// Whether it says why the model stopped.
    boolean stopped() {
        return ending.path("stop_reason").isString();
    }

    /// The answer, with its blocks.
    ///
    /// @param calls whether it calls tools of MCP servers
    ModelAnswer answer(boolean calls, Supplier<ArrayNode> content) {
        return new ModelAnswer(model, calls, content, ending, around, usage, endUsage);
    }
}
