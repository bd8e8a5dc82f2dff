package io.gatehouse.doors.messages.loop;

import static io.gatehouse.doors.messages.loop.FixedAnswers.call;
import static io.gatehouse.doors.messages.loop.FixedAnswers.message;
import static io.gatehouse.doors.messages.loop.FixedAnswers.text;
import static io.gatehouse.doors.messages.loop.MessagesLoopTest.types;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.doors.messages.api.RequestEntry;
import io.gatehouse.doors.messages.api.Trees;
import io.gatehouse.http.WholeResponse;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Answers of models and providers that are put up with, so that a turn does not end because of them.
class ToleratedAnswersTest {
    private static final ObjectNode DONE = message("end_turn", text("Done."));

    private static ObjectNode answer(LoopBed bed, ObjectNode ask, boolean streamed) throws Exception {
        return streamed ? bed.stream(ask).message() : bed.message(ask);
    }

    @ParameterizedTest
    @CsvSource({"end_turn, false", "end_turn, true", ", false", ", true", "tool_calls, false", "stop, true"})
    void completeCallsRunHoweverTheProviderEndsTheirTurn(String reason, boolean streamed) throws Exception {
        FixedAnswers model = new FixedAnswers(message(reason, call("1", "shop_echo", "{\"text\":\"a\"}")), DONE);
        try (LoopBed bed = new LoopBed(model)) {
            ObjectNode answer = answer(bed, LoopBed.ask("Go"), streamed);
            assertThat(types(answer)).containsExactly("mcp_tool_use", "mcp_tool_result", "text");
            assertThat(answer.at("/content/1/content/0/text").asString()).isEqualTo("a");
            assertThat(answer.path("stop_reason").asString()).isEqualTo("end_turn");
            assertThat(bed.shop().calls).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"max_tokens", "refusal", "stop_sequence", "model_context_window_exceeded"})
    void callsOfAnAnswerThatWasCutOffDoNotRun(String reason) throws Exception {
        FixedAnswers model = new FixedAnswers(message(reason, call("1", "shop_echo", "{}")));
        try (LoopBed bed = new LoopBed(model)) {
            ObjectNode answer = bed.message(LoopBed.ask("Go"));
            assertThat(answer.path("stop_reason").asString()).isEqualTo(reason);
            assertThat(answer.at("/content/1/is_error").asBoolean()).isTrue();
            assertThat(bed.shop().calls).isEmpty();
        }
    }

    @Test
    void callsBesideOneOfTheClientWaitThoughTheProviderSaysThatTheTurnIsOver() throws Exception {
        FixedAnswers model =
                new FixedAnswers(message("end_turn", call("1", "local", "{}"), call("2", "shop_echo", "{}")), DONE);
        try (LoopBed bed = new LoopBed(model)) {
            ObjectNode ask = LoopBed.ask("Go");
            LoopBed.clientTool(ask, "local");
            ObjectNode answer = bed.message(ask);
            assertThat(types(answer)).containsExactly("tool_use", "mcp_tool_use");
            assertThat(answer.path("stop_reason").asString()).isEqualTo("tool_use");
            assertThat(types(bed.message(LoopBed.goOn(ask, answer)))).containsExactly("mcp_tool_result", "text");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "shop_change, change, false",
        "shop_change, change, true",
        "shop_invented, invented, false",
        "nothing_known, nothing_known, true"
    })
    void aToolThatWasNotOfferedIsAnsweredToTheModelAndTheTurnGoesOn(String name, String shown, boolean streamed)
            throws Exception {
        FixedAnswers model = new FixedAnswers(
                message("tool_use", call("1", name, "{\"a\":1}"), call("2", "shop_echo", "{\"text\":\"b\"}")),
                DONE,
                DONE);
        try (LoopBed bed = new LoopBed(model)) {
            ObjectNode ask = LoopBed.ask("Go");
            LoopBed.clientTool(ask, "local");
            ((ObjectNode) ask.at("/tools/0"))
                    .putObject("configs")
                    .putObject("change")
                    .put("enabled", false);
            ObjectNode answer = answer(bed, ask, streamed);
            assertThat(types(answer))
                    .containsExactly("mcp_tool_use", "mcp_tool_use", "mcp_tool_result", "mcp_tool_result", "text");
            assertThat(answer.at("/content/0/name").asString()).isEqualTo(shown);
            assertThat(answer.at("/content/0/server_name").asString()).isEqualTo("shop");
            assertThat(answer.at("/content/2/is_error").asBoolean()).isTrue();
            assertThat(answer.at("/content/2/content/0/text").asString())
                    .contains("no tool `" + shown + "`", "nothing was called");
            assertThat(answer.at("/content/3/is_error").asBoolean()).isFalse();
            assertThat(bed.shop().calls)
                    .singleElement()
                    .satisfies(call -> assertThat(call.tool()).isEqualTo("echo"));
            JsonNode told = model.asked.get(1).at("/messages/2/content");
            assertThat(told.at("/0/is_error").asBoolean()).isTrue();
            assertThat(model.asked.get(1).at("/messages/1/content/0/name").asString())
                    .isEqualTo(name);
            // The conversation can be sent back.
            ObjectNode next = LoopBed.goOn(ask, answer);
            next.withArray("messages").addObject().put("role", "user").put("content", "And?");
            assertThat(types(bed.message(next))).containsExactly("text");
        }
    }

    @Test
    void aToolThatOnlyTheClientMayKnowGoesToTheClient() throws Exception {
        FixedAnswers model = new FixedAnswers(message("tool_use", call("1", "click", "{}")));
        try (LoopBed bed = new LoopBed(model)) {
            ObjectNode ask = LoopBed.ask("Go");
            ask.withArray("tools").addObject().put("type", "browser_toolset_20260801");
            assertThat(types(bed.message(ask))).containsExactly("tool_use");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void halfACharacterReachesNeitherToolNorProvider(boolean streamed) throws Exception {
        FixedAnswers model = new FixedAnswers(
                message(
                        "tool_use",
                        text("a\\ud83d"),
                        call("1", "shop_echo", "{\"text\":\"x\\ud83d y \\ud83d\\ude00\"}")),
                DONE,
                DONE);
        try (LoopBed bed = new LoopBed(model)) {
            ObjectNode ask = LoopBed.ask("Go \ude00");
            ObjectNode answer = answer(bed, ask, streamed);
            assertThat(types(answer)).containsExactly("text", "mcp_tool_use", "mcp_tool_result", "text");
            String mended = "x\ufffd y \ud83d\ude00";
            assertThat(bed.shop().calls.getFirst().arguments().path("text").asString())
                    .isEqualTo(mended);
            JsonNode told = model.asked.get(1).path("messages");
            assertThat(told.at("/0/content").asString()).isEqualTo("Go \ufffd");
            assertThat(told.at("/1/content/0/text").asString()).isEqualTo("a\ufffd");
            assertThat(told.at("/1/content/1/input/text").asString()).isEqualTo(mended);
            // What a client sends back that kept the half is the same to the provider.
            ((ObjectNode) answer.at("/content/0")).put("text", "a\ud83d");
            ((ObjectNode) answer.at("/content/1/input")).put("text", "x\ud83d y \ud83d\ude00");
            ObjectNode next = LoopBed.goOn(ask, answer);
            next.withArray("messages").addObject().put("role", "user").put("content", "And?");
            bed.message(next);
            assertThat(model.asked.get(2).at("/messages/1")).isEqualTo(told.get(1));
        }
    }

    @ParameterizedTest
    @CsvSource({"null, false", "null, true", "absent, false", "'\"\"', false", "'\"\"', true"})
    void aCallWithoutArgumentsIsACallWithNone(String input, boolean streamed) throws Exception {
        String call = call("1", "shop_echo", input);
        FixedAnswers model = new FixedAnswers(message("tool_use", call.replace(",\"input\":absent", "")), DONE);
        try (LoopBed bed = new LoopBed(model)) {
            ObjectNode answer = answer(bed, LoopBed.ask("Go"), streamed);
            assertThat(answer.at("/content/1/is_error").asBoolean()).isFalse();
            if (!streamed) {
                assertThat(answer.at("/content/0/input").toString()).isEqualTo("{}");
            }
            assertThat(bed.shop().calls.getFirst().arguments().isEmpty()).isTrue();
            assertThat(model.asked.get(1).at("/messages/1/content/0/input").toString())
                    .isEqualTo("{}");
        }
    }

    @Test
    void anAnswerWhoseContentIsNullIsEmpty() throws Exception {
        ObjectNode empty = message("end_turn");
        empty.putNull("content");
        try (LoopBed bed = new LoopBed(new FixedAnswers(empty))) {
            ObjectNode answer = bed.message(LoopBed.ask("Go"));
            assertThat(answer.path("content").toString()).isEqualTo("[]");
            assertThat(answer.path("stop_reason").asString()).isEqualTo("end_turn");
        }
    }

    private static LoopSettings repeating(int most) {
        return new LoopSettings(20, 100, 0, BigDecimal.ZERO, Duration.ofMinutes(1), most, 2, StreamBounds.DEFAULT);
    }

    @Test
    void pollingGoesOnWhileResultsChangeAndEndsWhenTheyDoNot() throws Exception {
        String script = """
                turns:
                  - { when: { result: "progress 7" }, say: "Done." }
                  - { say: [ { call: "*poll" } ] }
                """;
        AtomicInteger polled = new AtomicInteger();
        try (LoopBed bed = new LoopBed(script, repeating(3))) {
            bed.shop().tool("poll", true, arguments -> TestTools.text("progress " + polled.incrementAndGet()));
            assertThat(bed.message(LoopBed.ask("Go")).path("stop_reason").asString())
                    .isEqualTo("end_turn");
            assertThat(polled).hasValue(7);
            assertThat(bed.log.poll(20, TimeUnit.SECONDS))
                    .extracting(RequestEntry::ending)
                    .isEqualTo("end_turn");
        }
        AtomicInteger same = new AtomicInteger();
        try (LoopBed bed = new LoopBed(script, repeating(3))) {
            bed.shop().tool("poll", true, arguments -> {
                same.incrementAndGet();
                return TestTools.text("still running");
            });
            bed.message(LoopBed.ask("Go"));
            assertThat(same).hasValue(3);
            assertThat(bed.log.poll(20, TimeUnit.SECONDS))
                    .extracting(RequestEntry::ending)
                    .isEqualTo("repeated_call");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void editsOfAllIterationsAreTold(boolean streamed) throws Exception {
        ObjectNode first = message("tool_use", call("1", "shop_echo", "{}"));
        first.set("context_management", Trees.MAPPER.readTree("{\"applied_edits\":[{\"type\":\"one\"}]}"));
        ObjectNode second = message("tool_use", call("2", "shop_echo", "{}"));
        second.putNull("context_management");
        ObjectNode last = DONE.deepCopy();
        last.set("context_management", Trees.MAPPER.readTree("{\"applied_edits\":[{\"type\":\"two\"}]}"));
        try (LoopBed bed = new LoopBed(new FixedAnswers(first, second, last))) {
            ObjectNode answer = answer(bed, LoopBed.ask("Go"), streamed);
            assertThat(answer.at("/context_management/applied_edits").findValuesAsString("type"))
                    .containsExactly("one", "two");
        }
    }

    @Test
    void eachCallOfTheModelHasAnIdempotencyKeyOfItsOwn() throws Exception {
        FixedAnswers model = new FixedAnswers(
                message("tool_use", call("1", "shop_echo", "{}")),
                message("tool_use", call("2", "shop_echo", "{}")),
                DONE);
        try (LoopBed bed = new LoopBed(model)) {
            bed.headers.put("idempotency-key", "mine");
            bed.message(LoopBed.ask("Go"));
            assertThat(model.keys).containsExactly("mine", "mine-2", "mine-3");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"type\":\"error\",\"error\":{\"type\":\"rate_limit_error\",\"message\":\"Slow down\"}} | 429",
                "{\"error\":{\"message\":\"Slow down\",\"code\":null}} | 500",
                "{\"error\":\"Slow down\"} | 500"
            })
    void anErrorWithStatus200KeepsItsText(String body, int status) throws Exception {
        for (boolean stream : new boolean[] {false, true}) {
            try (LoopBed bed = new LoopBed(new FixedAnswers((ObjectNode) Trees.MAPPER.readTree(body)))) {
                WholeResponse answer = bed.post(LoopBed.ask("Go").put("stream", stream), LoopBed.TOOLSETS);
                assertThat(answer.status()).isEqualTo(status);
                assertThat(new String(answer.body(), StandardCharsets.UTF_8)).contains("Slow down");
            }
        }
    }

    /// The largest number twice made -2, with which a limit on tokens was never reached.
    @ParameterizedTest
    @CsvSource({"9223372036854775807, 9223372036854775807", "99999999999999999999, 9223372036854775807", "-7, 0"})
    void tokensThatNoModelUsesAreToldUpToTheLargestNumberAndNotCounted(String told, long counted) throws Exception {
        ObjectNode usage = (ObjectNode) Trees.MAPPER.readTree("{\"input_tokens\":" + told + ",\"output_tokens\":" + told
                + ",\"server_tool_use\":{\"web_search_requests\":" + told + "}}");
        ObjectNode calls = message("tool_use", call("1", "shop_echo", "{\"text\":\"a\"}"));
        calls.set("usage", usage);
        ObjectNode done = DONE.deepCopy();
        done.set("usage", usage);
        for (boolean streamed : new boolean[] {false, true}) {
            try (LoopBed bed = new LoopBed(new FixedAnswers(calls.deepCopy(), done.deepCopy()))) {
                ObjectNode answer = answer(bed, LoopBed.ask("Go"), streamed);
                assertThat(answer.at("/usage/output_tokens").asLong()).isEqualTo(counted);
                assertThat(bed.log.poll(20, TimeUnit.SECONDS).usage().total()).isZero();
            }
        }
    }

    @Test
    void anErrorHasOneRequestId() throws Exception {
        String error = "{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\",\"message\":\"no\"},"
                + "\"request_id\":\"req_of_the_provider\"}";
        try (LoopBed bed = new LoopBed(exchange -> {
            exchange.responseHeader("request-id", "req_of_the_provider");
            exchange.respond(400, "application/json", error.getBytes(StandardCharsets.UTF_8));
        })) {
            WholeResponse answer = bed.post(LoopBed.ask("Go"), LoopBed.TOOLSETS);
            assertThat(answer.headers().all("request-id")).containsExactly("req_of_the_provider");
            assertThat(new String(answer.body(), StandardCharsets.UTF_8)).isEqualTo(error);
            assertThat(bed.log.poll(20, TimeUnit.SECONDS))
                    .extracting(RequestEntry::id)
                    .isEqualTo("req_of_the_provider");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 201, 7_000})
    void anIdOfAnotherFormDoesNotReplaceThatOfTheGateway(int length) throws Exception {
        String id = "x".repeat(length);
        String error = "{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\",\"message\":\"no\"},"
                + "\"request_id\":\"" + id + "\"}";
        try (LoopBed bed = new LoopBed(exchange -> {
            exchange.responseHeader("request-id", id);
            exchange.respond(400, "application/json", error.getBytes(StandardCharsets.UTF_8));
        })) {
            WholeResponse answer = bed.post(LoopBed.ask("Go"), LoopBed.TOOLSETS);
            assertThat(answer.headers().all("request-id")).containsExactly("req_test");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "mcp-client-2025-04-04,mcp-client-2025-11-20", "files-api-2025-04-14"})
    void serversWorkWithoutABetaAndWithTwo(String betas) throws Exception {
        String script = """
                turns:
                  - { when: { result: true }, say: "Done." }
                  - { say: [ { call: "*echo", arguments: { text: "x" } } ] }
                """;
        try (LoopBed bed = new LoopBed(script)) {
            ObjectNode withToolset = LoopBed.ask("Go");
            assertThat(types(bed.message(withToolset, betas)))
                    .containsExactly("mcp_tool_use", "mcp_tool_result", "text");
            ObjectNode without = LoopBed.ask("Go");
            without.remove("tools");
            ((ObjectNode) without.at("/mcp_servers/0"))
                    .putObject("tool_configuration")
                    .putArray("allowed_tools")
                    .add("echo");
            assertThat(types(bed.message(without, betas))).containsExactly("mcp_tool_use", "mcp_tool_result", "text");
            JsonNode sent = Trees.MAPPER.readTree(bed.asked().getLast());
            assertThat(sent.path("tools")).hasSize(1);
        }
    }

    @Test
    void fixedArgumentsAreInEveryCallAndHiddenFromTheModel() throws Exception {
        FixedAnswers model = new FixedAnswers(message("tool_use", call("1", "shop_echo", "{\"text\":\"mine\"}")), DONE);
        try (LoopBed bed = new LoopBed(model)) {
            ObjectNode ask = LoopBed.ask("Go");
            ObjectNode config =
                    ((ObjectNode) ask.at("/tools/0")).putObject("configs").putObject("echo");
            config.put("description", "Says it.");
            config.putObject("arguments").put("text", "fixed");
            ObjectNode answer = bed.message(ask, "");
            assertThat(bed.shop().calls.getFirst().arguments().toString()).isEqualTo("{\"text\":\"fixed\"}");
            assertThat(answer.at("/content/0/input").toString()).isEqualTo("{\"text\":\"mine\"}");
            JsonNode told = model.asked
                    .getFirst()
                    .path("tools")
                    .valueStream()
                    .filter(tool -> tool.path("name").asString("").equals("shop_echo"))
                    .findFirst()
                    .orElseThrow();
            assertThat(told.path("description").asString()).isEqualTo("Says it.");
            assertThat(told.path("input_schema").toString()).isEqualTo("{\"type\":\"object\",\"properties\":{}}");
        }
    }
}
