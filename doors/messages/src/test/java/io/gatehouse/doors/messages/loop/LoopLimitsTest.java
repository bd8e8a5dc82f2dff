package io.gatehouse.doors.messages.loop;

import static io.gatehouse.doors.messages.loop.MessagesLoopTest.types;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.doors.messages.api.Prices;
import io.gatehouse.doors.messages.api.RequestEntry;
import io.gatehouse.doors.messages.api.Trees;
import io.gatehouse.gateway.record.CallOutcome;
import io.gatehouse.http.WholeResponse;
import io.gatehouse.models.ApiException;
import io.gatehouse.protocol.Response;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Every limit ends a loop, and how.
class LoopLimitsTest {
    /// Calls for ever, as long as it may.
    private static final String ENDLESS = """
            turns:
              - usage: { input: 900, output: 100 }
                say:
                  - "Step ${step}"
                  - { call: "*echo", arguments: { text: "${step}" } }
            """;

    private static final Prices PRICES = new Prices(List.of(new Prices.Entry(
            "scripted*", new BigDecimal("1000"), new BigDecimal("1000"), BigDecimal.ZERO, BigDecimal.ZERO)));

    private static LoopSettings settings(int toolCalls, long tokens, String cost, int repeated, Duration wall) {
        return new LoopSettings(
                10,
                toolCalls,
                tokens,
                new BigDecimal(cost),
                wall,
                repeated,
                2,
                new StreamBounds(Duration.ofMillis(20), 64 << 20, 100_000));
    }

    private static LoopSettings settings(int toolCalls, long tokens, String cost, int repeated) {
        return settings(toolCalls, tokens, cost, repeated, Duration.ofMinutes(1));
    }

    /// The loop ends after two calls, the third is refused, and the model has the last word.
    private static void endsAfterTwoCalls(LoopSettings settings, String script, LoopEnd limit) throws Exception {
        try (LoopBed bed = new LoopBed(script, settings, PRICES)) {
            for (boolean streamed : List.of(false, true)) {
                bed.shop().calls.clear();
                ObjectNode ask = LoopBed.ask("Go");
                ObjectNode message = streamed ? bed.stream(ask).message() : bed.message(ask);
                assertThat(types(message))
                        .containsExactly(
                                "text",
                                "mcp_tool_use",
                                "mcp_tool_result",
                                "text",
                                "mcp_tool_use",
                                "mcp_tool_result",
                                "text",
                                "mcp_tool_use",
                                "mcp_tool_result",
                                "text");
                assertThat(message.at("/content/5/is_error").asBoolean()).isFalse();
                assertThat(message.at("/content/8/is_error").asBoolean()).isTrue();
                assertThat(message.at("/content/8/content/0/text").asString())
                        .contains("was not run", "limit " + limit.setting());
                assertThat(message.at("/content/9/text").asString()).isEqualTo("Step 4");
                assertThat(message.path("stop_reason").asString()).isEqualTo("end_turn");
                assertThat(bed.shop().calls).hasSize(2);
                JsonNode last = Trees.MAPPER.readTree(bed.asked().getLast());
                assertThat(last.at("/tool_choice/type").asString()).isEqualTo("none");
                RequestEntry entry = bed.log.poll(20, TimeUnit.SECONDS);
                assertThat(entry.ending()).isEqualTo(limit.label());
                assertThat(entry.tools())
                        .extracting(RequestEntry.ToolUse::outcome)
                        .containsExactly(CallOutcome.OK, CallOutcome.OK, CallOutcome.REFUSED);
            }
        }
    }

    @Test
    void whereCostIsLimitedAModelWithoutAPriceIsRefused() throws Exception {
        try (LoopBed bed = new LoopBed(ENDLESS, settings(100, 0, "1", 5), Prices.NONE)) {
            WholeResponse refused = bed.post(LoopBed.ask("Go"), LoopBed.TOOLSETS);
            assertThat(refused.status()).isEqualTo(400);
            assertThat(new String(refused.body(), StandardCharsets.UTF_8))
                    .contains("messages.loop.cost", "`scripted`", "models.prices");
            assertThat(bed.shop().lists).hasValue(0);
            ObjectNode count = LoopBed.ask("Go");
            count.remove("max_tokens");
            assertThat(bed.count(count, LoopBed.TOOLSETS).status()).isEqualTo(200);
        }
    }

    /// What servers ask the model is part of the request.
    @Test
    void serversAskTheModelWithinTheLimitsOfTheRequest() throws Exception {
        String script = """
                turns:
                  - { when: { asked: question }, usage: { input: 900, output: 100 }, say: "Sampled." }
                  - { when: { result: true }, say: "Done." }
                  - { usage: { input: 100, output: 10 }, say: [ { call: "*sample" } ] }
                """;
        List<String> answers = new CopyOnWriteArrayList<>();
        ObjectNode question = Trees.object().put("max_tokens", 50);
        question.putArray("messages").addObject().put("role", "user").put("content", "A question");
        try (LoopBed bed = new LoopBed(script, settings(100, 1500, "0", 5))) {
            bed.shop().tool("sample", true, arguments -> {
                for (int at = 0; at < 4; at++) {
                    try {
                        bed.samplers.get("shop").sample(question);
                        answers.add("sampled");
                    } catch (ApiException refused) {
                        answers.add(refused.getMessage());
                    } catch (InterruptedException gone) {
                        Thread.currentThread().interrupt();
                    }
                }
                return TestTools.text("asked");
            });
            bed.message(LoopBed.ask("Go"));
            assertThat(answers).startsWith("sampled", "sampled");
            assertThat(answers.subList(2, 4)).allMatch(answer -> answer.contains("reached its limit"));
        }
    }

    @Test
    void theNumberOfCallsIsLimited() throws Exception {
        endsAfterTwoCalls(settings(2, 0, "0", 5), ENDLESS, LoopEnd.TOOL_CALLS);
    }

    @Test
    void ofATurnWithMoreCallsThanMayRunTheFirstAreRun() throws Exception {
        try (LoopBed bed = new LoopBed("""
                turns:
                  - { when: { result: true }, say: "Done." }
                  - say: [ { call: "*echo", arguments: { text: "1" } }, { call: "*echo", arguments: { text: "2" } } ]
                """, settings(1, 0, "0", 5))) {
            ObjectNode message = bed.message(LoopBed.ask("Go"));
            assertThat(types(message))
                    .containsExactly("mcp_tool_use", "mcp_tool_use", "mcp_tool_result", "mcp_tool_result", "text");
            assertThat(message.at("/content/2/is_error").asBoolean()).isFalse();
            assertThat(message.at("/content/3/is_error").asBoolean()).isTrue();
            assertThat(message.at("/content/3/content/0/text").asString()).contains("was not run", "limit tool-calls");
            assertThat(bed.shop().calls).hasSize(1);
            assertThat(bed.log.poll(20, TimeUnit.SECONDS).ending()).isEqualTo("tool_calls");
        }
    }

    @Test
    void tokensAreLimitedSoThatALastAnswerStillFits() throws Exception {
        endsAfterTwoCalls(settings(100, 4_500, "0", 5), ENDLESS, LoopEnd.TOTAL_TOKENS);
    }

    @Test
    void costIsLimitedSoThatALastAnswerStillFits() throws Exception {
        endsAfterTwoCalls(settings(100, 0, "4.5", 5), ENDLESS, LoopEnd.COST);
    }

    @Test
    void theSameCallIsLimited() throws Exception {
        endsAfterTwoCalls(
                settings(100, 0, "0", 2), ENDLESS.replace("text: \"${step}\"", "text: same"), LoopEnd.REPEATED_CALL);
    }

    @Test
    void withoutRoomForALastAnswerTheTurnEndsWithTheRefusals() throws Exception {
        try (LoopBed bed = new LoopBed(ENDLESS, settings(100, 1_500, "0", 5))) {
            ObjectNode message = bed.message(LoopBed.ask("Go"));
            assertThat(types(message)).containsExactly("text", "mcp_tool_use", "mcp_tool_result");
            assertThat(message.at("/content/2/content/0/text").asString()).contains("limit total-tokens");
            assertThat(message.path("stop_reason").asString()).isEqualTo("end_turn");
            EventLog events = bed.stream(LoopBed.ask("Go"));
            assertThat(events.shape())
                    .endsWith("2 start mcp_tool_result", "2 stop", "message_delta end_turn", "message_stop");
            assertThat(bed.asked()).hasSize(2);
        }
    }

    @Test
    void aToolThatTakesTooLongIsStoppedWhenTheTimeIsOver() throws Exception {
        try (LoopBed bed =
                new LoopBed(ENDLESS.replace("*echo", "*hang"), settings(100, 0, "0", 5, Duration.ofSeconds(4)))) {
            ObjectNode message = bed.message(LoopBed.ask("Go"));
            assertThat(types(message)).containsExactly("text", "mcp_tool_use", "mcp_tool_result", "text");
            assertThat(message.at("/content/2/content/0/text").asString()).contains("was stopped", "limit wall-time");
            assertThat(bed.shop().firstCall().result()).isCancelled();
            assertThat(bed.log.poll(20, TimeUnit.SECONDS).ending()).isEqualTo("wall_time");
        }
    }

    @Test
    void aModelThatTakesTooLongIsATimeout() throws Exception {
        try (LoopBed bed = new LoopBed(
                "turns: [ { say: something long, stall-after: 3 } ]",
                settings(100, 0, "0", 5, Duration.ofSeconds(1)))) {
            EventLog events = bed.stream(LoopBed.ask("Go"));
            assertThat(events.shape()).startsWith("message_start").endsWith("error timeout_error");
            assertThat(bed.post(LoopBed.ask("Go"), LoopBed.TOOLSETS).status()).isEqualTo(504);
        }
    }

    @Test
    void noMoreCallsRunAtOnceThanAllowed() throws Exception {
        try (LoopBed bed = new LoopBed("""
                turns:
                  - { when: { result: true }, say: ok }
                  - say: [ { call: "*one" }, { call: "*one" }, { call: "*one" }, { call: "*one" }, { call: "*one" } ]
                """, settings(100, 0, "0", 5))) {
            AtomicInteger most = new AtomicInteger();
            ConcurrentLinkedQueue<CompletableFuture<Response>> running = new ConcurrentLinkedQueue<>();
            CompletableFuture<Void> two = new CompletableFuture<>();
            bed.servers.put("shop", new TestTools().tool("one", true, arguments -> {
                        CompletableFuture<Response> result = new CompletableFuture<>();
                        running.add(result);
                        most.accumulateAndGet(running.size(), Math::max);
                        if (running.size() == 2) {
                            two.complete(null);
                        }
                        return result.whenComplete((response, failure) -> running.remove(result));
                    }));
            Thread finisher = Thread.startVirtualThread(() -> {
                two.join();
                for (int done = 0; done < 5; ) {
                    CompletableFuture<Response> next = running.peek();
                    if (next != null && next.complete(TestTools.text("ok").join())) {
                        done++;
                    }
                    Thread.onSpinWait();
                }
            });
            assertThat(types(bed.message(LoopBed.ask("Go")))).hasSize(11);
            finisher.join();
            assertThat(most).hasValue(2);
        }
    }

    @Test
    void anOpenStreamGetsPingsWhileAToolRuns() throws Exception {
        try (LoopBed bed = new LoopBed(ENDLESS.replace("*echo", "*slow"), settings(1, 0, "0", 5))) {
            CompletableFuture<Response> slow = new CompletableFuture<>();
            bed.servers.put("shop", new TestTools().tool("slow", true, arguments -> slow));
            EventLog events = bed.open(LoopBed.ask("Go"), LoopBed.TOOLSETS);
            events.awaitPings(4);
            slow.complete(TestTools.text("done").join());
            assertThat(events.awaitEnd()).isEqualTo("ended");
            assertThat(events.message().path("stop_reason").asString()).isEqualTo("end_turn");
        }
    }

    @Test
    void aCallThatWasLeftOpenAndTakesLongBeginsTheStream() throws Exception {
        try (LoopBed bed = new LoopBed(
                "turns: [ { when: { result: true }, say: \"${result}\", usage: { input: 7, output: 2 } } ]",
                settings(1, 0, "0", 5))) {
            CompletableFuture<Response> slow = new CompletableFuture<>();
            bed.servers.put("shop", new TestTools().tool("slow", true, arguments -> slow));
            ObjectNode open = Trees.object();
            open.putArray("content")
                    .addObject()
                    .put("type", "mcp_tool_use")
                    .put("id", "mcptoolu_01open")
                    .put("name", "slow")
                    .put("server_name", "shop")
                    .putObject("input");
            EventLog events = bed.open(LoopBed.goOn(LoopBed.ask("Go"), open), LoopBed.TOOLSETS);
            events.awaitPings(2);
            slow.complete(TestTools.text("late").join());
            assertThat(events.awaitEnd()).isEqualTo("ended");
            ObjectNode message = events.message();
            assertThat(types(message)).containsExactly("mcp_tool_result", "text");
            assertThat(message.path("id").asString()).startsWith("msg_");
            assertThat(message.at("/usage/input_tokens").asInt()).isEqualTo(7);
            assertThat(message.at("/usage/output_tokens").asInt()).isEqualTo(2);
        }
    }
}
