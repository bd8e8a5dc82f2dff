package io.gatehouse.doors.messages.loop;

import io.gatehouse.doors.messages.api.TokenUsage;
import io.gatehouse.doors.messages.api.Trees;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What the model's answers to one request cost together: numbers are added up, everything else is
/// as the last answer told it, and `iterations` has the entries of each answer, at least one. Not safe for use by
/// several threads at once.
final class UsageSum {
    /// The keys that the end of a stream tells of, which clients take over from there.
    private static final List<String> TOLD_AT_THE_END = List.of(
            "input_tokens",
            "cache_creation_input_tokens",
            "cache_read_input_tokens",
            "output_tokens",
            "server_tool_use",
            "output_tokens_details");

    private static final BigInteger MOST = BigInteger.valueOf(Long.MAX_VALUE);

    private final ObjectNode sum = Trees.object();
    private final ArrayNode iterations = Trees.array();
    private TokenUsage last = TokenUsage.NONE;
    private int answers;

    /// Adds what one answer cost.
    ///
    /// @param usage as the provider told it at the answer's end
    void add(ObjectNode usage, String model) {
        last = tokens(usage);
        answers++;
        JsonNode own = usage.path("iterations");
        add(sum, usage);
        if (own.isArray() && !own.isEmpty()) {
            own.forEach(iterations::add);
        } else {
            iterations.add(iteration(usage, model));
        }
    }

    /// The tokens of one `usage`.
    static TokenUsage tokens(ObjectNode usage) {
        return new TokenUsage(
                count(usage.path("input_tokens")),
                count(usage.path("output_tokens")),
                count(usage.path("cache_creation_input_tokens")),
                count(usage.path("cache_read_input_tokens")));
    }

    /// A count between 0 and the largest number; 0 for what is none.
    private static long count(JsonNode value) {
        if (!value.isIntegralNumber()) {
            return Math.max(0, value.asLong(0));
        }
        BigInteger exact = value.bigIntegerValue();
        return exact.signum() < 0 ? 0 : exact.min(MOST).longValue();
    }

    private static void add(ObjectNode sum, ObjectNode usage) {
        for (Map.Entry<String, JsonNode> each : usage.properties()) {
            String key = each.getKey();
            JsonNode value = each.getValue();
            JsonNode before = sum.path(key);
            if (key.equals("iterations")) {
                sum.putNull(key);
            } else if (value.isIntegralNumber() && before.isIntegralNumber()) {
                sum.put(key, TokenUsage.sum(count(before), count(value)));
            } else if (value instanceof ObjectNode more && before instanceof ObjectNode some) {
                add(some, more);
            } else if (value.isIntegralNumber()) {
                sum.put(key, count(value));
            } else if (!value.isNull() || before.isMissingNode()) {
                sum.set(key, value.deepCopy());
            }
        }
    }

    private static ObjectNode iteration(ObjectNode usage, String model) {
        ObjectNode iteration = Trees.object().put("type", "message");
        for (String key :
                List.of("input_tokens", "output_tokens", "cache_creation_input_tokens", "cache_read_input_tokens")) {
            iteration.put(key, count(usage.path(key)));
        }
        JsonNode creation = usage.path("cache_creation");
        iteration.set("cache_creation", creation.isObject() ? creation.deepCopy() : Trees.MAPPER.nullNode());
        return iteration.put("model", model);
    }

    /// The usage of the whole message.
    ObjectNode whole() {
        ObjectNode whole = sum.isEmpty() ? nothing() : sum.deepCopy();
        whole.set("iterations", iterations.deepCopy());
        return whole;
    }

    /// The usage that the end of a stream tells.
    ///
    /// @param last the keys that the provider told at the end of its last stream; null if it told none
    ObjectNode ended(@Nullable ObjectNode last) {
        ObjectNode whole = whole();
        ObjectNode ended = Trees.object();
        for (Map.Entry<String, JsonNode> each : whole.properties()) {
            String key = each.getKey();
            if (TOLD_AT_THE_END.contains(key) || last != null && last.has(key)) {
                ended.set(key, each.getValue());
            }
        }
        ended.set("iterations", iterations.deepCopy());
        return ended;
    }

    /// The usage of a message without any answer of a model, every key present.
    static ObjectNode nothing() {
        return Trees.object()
                .put("input_tokens", 0)
                .put("output_tokens", 0)
                .put("cache_creation_input_tokens", 0)
                .put("cache_read_input_tokens", 0)
                .putNull("cache_creation")
                .putNull("server_tool_use")
                .putNull("service_tier")
                .putNull("inference_geo")
                .putNull("iterations")
                .putNull("output_tokens_details")
                .putNull("speed")
                .putNull("fallback_credit");
    }

    /// What the last answer used.
    TokenUsage last() {
        return last;
    }

    /// How many answers there were; one answer may tell of several iterations at the provider.
    int answers() {
        return answers;
    }
}
