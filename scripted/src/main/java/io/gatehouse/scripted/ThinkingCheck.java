package io.gatehouse.scripted;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Checks what a request says about thinking, and that it brings back what the model thought before
/// it called tools.
final class ThinkingCheck {
    private static final List<String> TYPES = List.of("enabled", "adaptive", "disabled");
    private static final List<String> KEYS = List.of("type", "budget_tokens", "display");
    private static final int LEAST_BUDGET = 1024;

    private ThinkingCheck() {}

    static void settings(JsonNode body) {
        JsonNode thinking = Shape.optional(body, "thinking");
        if (thinking == null) {
            return;
        }
        String type = Shape.tag(thinking, "thinking", TYPES);
        String path = "thinking." + type;
        Shape.only(thinking, path, KEYS);
        if (!type.equals("enabled")) {
            return;
        }
        long budget = Shape.number(thinking, path, "budget_tokens", LEAST_BUDGET);
        JsonNode most = body.get("max_tokens");
        if (most != null && most.longValue() <= budget) {
            throw RejectedException.invalid("`max_tokens` must be greater than `thinking.budget_tokens`. Please consult"
                    + " our documentation at https://docs.claude.com/en/docs/build-with-claude/extended-thinking"
                    + "#max-tokens-and-context-window-size");
        }
        JsonNode temperature = Shape.optional(body, "temperature");
        if (temperature != null && temperature.doubleValue() != 1) {
            throw RejectedException.invalid("`temperature` may only be set to 1 when thinking is enabled. Please"
                    + " consult our documentation at"
                    + " https://docs.claude.com/en/docs/build-with-claude/extended-thinking");
        }
    }

    /// With thinking enabled, an answer whose calls are being answered begins with what was thought.
    static void leads(JsonNode body) {
        if (!body.path("thinking").path("type").asString("").equals("enabled")) {
            return;
        }
        JsonNode messages = body.path("messages");
        int first = -1;
        for (int at = messages.size() - 1; at >= 0 && !asks(messages.get(at)); at--) {
            if (messages.get(at).path("role").asString("").equals("assistant")) {
                first = at;
            }
        }
        JsonNode block = first < 0 ? null : messages.get(first).path("content").get(0);
        String found = type(block);
        if (first >= 0 && first < messages.size() - 1 && !found.equals("thinking")) {
            throw RejectedException.invalid("messages." + first + ".content.0.type: Expected `thinking` or"
                    + " `redacted_thinking`, but found `" + found + "`. When `thinking` is enabled, a final `assistant`"
                    + " message must start with a thinking block (preceeding the lastmost set of `tool_use` and"
                    + " `tool_result` blocks). We recommend you include thinking blocks from previous turns. To avoid"
                    + " this requirement, disable `thinking`. Please consult our documentation at"
                    + " https://docs.claude.com/en/docs/build-with-claude/extended-thinking");
        }
    }

    private static boolean asks(JsonNode message) {
        boolean user = message.path("role").asString("").equals("user");
        return user
                && message.path("content")
                        .valueStream()
                        .noneMatch(block -> type(block).equals("tool_result"));
    }

    private static String type(@Nullable JsonNode block) {
        return block == null ? "text" : block.path("type").asString("text");
    }
}
