package io.gatehouse.scripted;

import io.gatehouse.scripted.script.Json;
import io.gatehouse.scripted.script.PlannedUsage;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// The numbers of an answer, as the API tells them.
final class UsageJson {
    private final PromptCache.Counts counts;
    private final PlannedUsage planned;
    private final int thought;

    UsageJson(PromptCache.Counts counts, PlannedUsage planned, int thought) {
        this.counts = counts;
        this.planned = planned;
        this.thought = thought;
    }

    /// All of them, as a whole message and the beginning of a stream have them.
    ObjectNode whole(int output) {
        ObjectNode usage = inputs();
        int created = chosen(planned.cacheCreation(), counts.created5m() + counts.created1h());
        int hour = Math.min(created, counts.created1h());
        usage.putObject("cache_creation")
                .put("ephemeral_5m_input_tokens", created - hour)
                .put("ephemeral_1h_input_tokens", hour);
        return output(usage, output)
                .put("service_tier", "standard")
                .putNull("inference_geo")
                .putNull("iterations")
                .putNull("speed")
                .putNull("fallback_credit");
    }

    /// Those at the end of a stream, which count from its beginning.
    ObjectNode ended(int output) {
        return output(inputs(), output).putNull("iterations").putNull("fallback_credit");
    }

    private ObjectNode inputs() {
        return Json.object()
                .put("input_tokens", chosen(planned.input(), counts.input()))
                .put(
                        "cache_creation_input_tokens",
                        chosen(planned.cacheCreation(), counts.created5m() + counts.created1h()))
                .put("cache_read_input_tokens", chosen(planned.cacheRead(), counts.read()));
    }

    private ObjectNode output(ObjectNode usage, int output) {
        usage.put("output_tokens", chosen(planned.output(), output)).putNull("server_tool_use");
        if (thought > 0) {
            usage.putObject("output_tokens_details").put("thinking_tokens", thought);
        } else {
            usage.putNull("output_tokens_details");
        }
        return usage;
    }

    private static int chosen(@Nullable Integer planned, int counted) {
        return planned == null ? counted : planned;
    }
}
