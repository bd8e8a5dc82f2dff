package io.gatehouse.doors.messages.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.doors.messages.api.Trees;
import io.gatehouse.http.WholeResponse;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Whatever a model says and calls, and however often the client has to go on: the stream, put together as SDKs do it,
/// is the message that is not streamed.
class LoopPropertyTest {
    private static final int SCRIPTS = 60;
    private static final int MOST_REQUESTS = 12;
    private static final Pattern ID = Pattern.compile("(msg_|mcptoolu_|toolu_)[A-Za-z0-9]+");
    private static final List<String> TOOLS =
            List.of("*echo", "*change", "*fail", "*broken", "*crash", "*picture", "ask_person", "look");
    private static final List<String> PIECES =
            List.of("a", "\"quoted\"", "\\", "é", "🍵", "\n", "}", "{", "\u0001", "</b>", " ", "text", "\u2028");

    private static final Set<String> ENDINGS = new HashSet<>();

    static IntStream seeds() {
        return IntStream.range(0, SCRIPTS);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void theStreamAddsUpToTheAnswer(int seed) throws Exception {
        Random random = new Random(seed);
        String script = script(random);
        LoopSettings settings = new LoopSettings(
                1 + random.nextInt(4),
                1 + random.nextInt(12),
                0,
                BigDecimal.ZERO,
                Duration.ofMinutes(1),
                5,
                1 + random.nextInt(4),
                StreamBounds.DEFAULT);
        ObjectNode ask = LoopBed.ask("Go");
        LoopBed.clientTool(ask, "ask_person");
        LoopBed.clientTool(ask, "look");
        if (random.nextBoolean()) {
            ask.putObject("thinking").put("type", "enabled").put("budget_tokens", 1024);
        }
        String beta = List.of(LoopBed.TOOLSETS, LoopBed.NEWEST).get(random.nextInt(2));
        try (LoopBed bed = new LoopBed(script, settings)) {
            List<JsonNode> whole = conversation(bed, ask, beta, false);
            List<JsonNode> streamed = conversation(bed, ask, beta, true);
            assertThat(streamed).as(script).isEqualTo(whole);
            whole.forEach(message -> ENDINGS.add(
                    message.path("stop_reason").asString(message.path("type").asString(""))));
        }
    }

    @AfterAll
    static void everythingHappened() {
        assertThat(ENDINGS).contains("end_turn", "tool_use", "pause_turn", "max_tokens", "refusal", "overloaded_error");
    }

    private static List<JsonNode> conversation(LoopBed bed, ObjectNode first, String beta, boolean streamed)
            throws Exception {
        List<JsonNode> messages = new ArrayList<>();
        ObjectNode ask = first;
        while (messages.size() < MOST_REQUESTS) {
            JsonNode message = streamed ? streamed(bed.stream(ask, beta)) : whole(bed.post(ask, beta));
            messages.add(normal(message));
            String stop = message.path("stop_reason").asString("");
            if (!stop.equals("pause_turn") && !stop.equals("tool_use")) {
                break;
            }
            ask = LoopBed.goOn(ask, message, "one", "two");
        }
        return messages;
    }

    private static JsonNode whole(WholeResponse response) {
        JsonNode answer = Trees.MAPPER.readTree(response.body());
        return response.status() == 200 ? answer : answer.get("error");
    }

    private static JsonNode streamed(EventLog events) throws InterruptedException {
        assertThat(events.awaitEnd()).isIn("ended", "refused");
        if (events.status() != 200) {
            return events.refusal().get("error");
        }
        JsonNode last = events.data().getLast();
        return last.path("type").asString().equals("error") ? last.get("error") : events.message();
    }

    /// Without what differs between two requests: ids, and the parts of the usage that a stream does not tell at its
    /// end.
    private static JsonNode normal(JsonNode message) {
        Map<String, String> ids = new HashMap<>();
        String text = ID.matcher(message.toString())
                .replaceAll(id -> ids.computeIfAbsent(id.group(), unused -> id.group(1) + ids.size()));
        JsonNode copy = Trees.MAPPER.readTree(text);
        if (copy.path("usage") instanceof ObjectNode usage) {
            usage.retain(
                    "input_tokens",
                    "output_tokens",
                    "cache_creation_input_tokens",
                    "cache_read_input_tokens",
                    "server_tool_use",
                    "iterations");
        }
        return copy;
    }

    private static String script(Random random) {
        ObjectNode script = Trees.object();
        ArrayNode turns = script.putArray("turns");
        int steps = 1 + random.nextInt(7);
        for (int step = 1; step < steps; step++) {
            ObjectNode turn = turns.addObject();
            turn.putObject("when").put("step", step);
            ArrayNode say = turn.putArray("say");
            says(random, say);
            int calls = 1 + random.nextInt(4);
            for (int call = 0; call < calls; call++) {
                calls(random, say);
            }
            if (random.nextInt(25) == 0) {
                turn.putObject("error").put("status", 529).put("message", "Too much");
                if (random.nextBoolean()) {
                    turn.put("error-after", 1 + random.nextInt(8));
                }
            }
            if (random.nextBoolean()) {
                turn.put("pieces", 1 + random.nextInt(20));
            }
        }
        ObjectNode last = turns.addObject();
        ArrayNode say = last.putArray("say");
        says(random, say);
        say.add("The end.");
        if (random.nextInt(4) == 0) {
            last.put("stop", List.of("max_tokens", "refusal", "end_turn").get(random.nextInt(3)));
        }
        return script.toString();
    }

    private static void says(Random random, ArrayNode say) {
        if (random.nextInt(3) == 0) {
            say.addObject().put("thinking", text(random));
        }
        int texts = random.nextInt(3);
        for (int at = 0; at < texts; at++) {
            say.add(text(random));
        }
    }

    private static void calls(Random random, ArrayNode say) {
        ObjectNode call = say.addObject();
        call.put("call", TOOLS.get(random.nextInt(TOOLS.size())));
        if (random.nextBoolean()) {
            ObjectNode arguments = call.putObject("arguments").put("text", text(random));
            if (random.nextBoolean()) {
                arguments.put("number", random.nextInt(100)).putNull("nothing");
                arguments.putArray("list").add(1.5).add(true).addObject().put(text(random), "x");
            }
        }
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder("w");
        int pieces = 1 + random.nextInt(20);
        for (int at = 0; at < pieces; at++) {
            text.append(PIECES.get(random.nextInt(PIECES.size())));
        }
        return text.append('.').toString();
    }
}
