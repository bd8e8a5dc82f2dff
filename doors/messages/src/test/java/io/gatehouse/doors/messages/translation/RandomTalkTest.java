package io.gatehouse.doors.messages.translation;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.doors.messages.api.Trees;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Whatever is said, what a provider was sent stays the beginning of what it is sent next, byte for byte, so
/// that its cache of prompts hits; and each request is one that it takes.
class RandomTalkTest {
    private static final int SEEDS = 200;
    private static final int REQUESTS = 8;

    @Test
    void whatWasSentStaysTheBeginningOfWhatIsSent() throws Exception {
        Map<String, Integer> kinds = new TreeMap<>();
        for (int seed = 0; seed < SEEDS; seed++) {
            RandomTalk talk = new RandomTalk(seed);
            talk.run(REQUESTS);
            for (int at = 1; at < talk.sent.size(); at++) {
                assertThat(talk.sent.get(at))
                        .as("seed %d, request %d to the provider", seed, at)
                        .startsWith(opened(talk.sent.get(at - 1)));
            }
            for (String body : talk.sent) {
                pairs(Trees.MAPPER.readTree(body), seed);
            }
            talk.kinds.forEach(kind -> kinds.merge(kind, 1, Integer::sum));
        }
        assertThat(kinds)
                .containsOnlyKeys(
                        "calls",
                        "end_turn",
                        "pause_turn after calls",
                        "pause_turn before calls",
                        "pause_turn of the provider",
                        "tool_use",
                        "tool_use with deferred calls",
                        "went on by itself");
        assertThat(kinds.values()).allMatch(count -> count > 20);
    }

    /// A body without its end; what the assistant says last may go on.
    private static String opened(String body) {
        JsonNode messages = Trees.MAPPER.readTree(body).get("messages");
        boolean goesOn =
                messages.get(messages.size() - 1).path("role").asString("").equals("assistant");
        assertThat(body).endsWith(goesOn ? "]}]}" : "}]}");
        return body.substring(0, body.length() - (goesOn ? 4 : 2));
    }

    /// Every call has its result in the next message, in the same order, and nothing is of MCP.
    private static void pairs(JsonNode body, int seed) {
        JsonNode messages = body.path("messages");
        assertThat(body.has("mcp_servers")).isFalse();
        for (int at = 0; at < messages.size(); at++) {
            List<String> calls = new ArrayList<>();
            JsonNode message = messages.get(at);
            assertThat(message.path("content").isEmpty()
                            && message.path("content").isArray())
                    .as("seed %d: %s", seed, message)
                    .isFalse();
            for (JsonNode block : message.path("content")) {
                assertThat(Trees.type(block)).doesNotStartWith("mcp_");
                assertThat(block.path("text").asString("x")).isNotBlank();
                if (Trees.type(block).equals("tool_use")) {
                    calls.add(block.path("id").asString(""));
                }
            }
            if (!calls.isEmpty() && !onlyOwn(message)) {
                List<String> results = messages.get(at + 1)
                        .path("content")
                        .valueStream()
                        .map(block -> block.path("tool_use_id").asString(""))
                        .toList();
                assertThat(results).as("seed %d: %s", seed, body).isEqualTo(calls);
            }
        }
    }

    private static boolean onlyOwn(JsonNode message) {
        return message.path("content")
                .valueStream()
                .filter(block -> Trees.type(block).equals("tool_use"))
                .allMatch(block -> block.path("name").asString("").equals("local"));
    }
}
