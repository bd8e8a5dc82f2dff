package io.gatehouse.doors.messages.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.doors.messages.api.CanonicalJson;
import io.gatehouse.doors.messages.api.RequestEntry;
import io.gatehouse.doors.messages.api.TokenUsage;
import io.gatehouse.doors.messages.api.Trees;
import io.gatehouse.gateway.record.CallOutcome;
import io.gatehouse.http.WholeResponse;
import io.gatehouse.protocol.Failure;
import io.gatehouse.protocol.Failure.Category;
import io.gatehouse.protocol.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// One message, whatever the number of model calls and tools behind it.
class MessagesLoopTest {
    private static final String ECHO = """
            turns:
              - when: { result: true }
                say: "It says: ${result}"
              - say:
                  - I ask.
                  - { call: "*echo", arguments: { text: "one" } }
            """;

    static List<String> types(JsonNode message) {
        List<String> types = new ArrayList<>();
        message.get("content").forEach(block -> types.add(Trees.type(block)));
        return types;
    }

    @Test
    void aToolIsCalledAndItsResultGoesBackToTheModel() throws Exception {
        try (LoopBed bed = new LoopBed(ECHO)) {
            ObjectNode message = bed.message(LoopBed.ask("Go"));
            assertThat(types(message)).containsExactly("text", "mcp_tool_use", "mcp_tool_result", "text");
            JsonNode call = message.at("/content/1");
            assertThat(call.propertyNames()).containsExactlyInAnyOrder("type", "id", "name", "server_name", "input");
            assertThat(call.path("id").asString()).startsWith("mcptoolu_");
            assertThat(call.path("name").asString()).isEqualTo("echo");
            assertThat(call.path("server_name").asString()).isEqualTo("shop");
            assertThat(call.path("input").toString()).isEqualTo("{\"text\":\"one\"}");
            JsonNode result = message.at("/content/2");
            assertThat(result.path("tool_use_id")).isEqualTo(call.path("id"));
            assertThat(result.path("is_error").asBoolean()).isFalse();
            assertThat(result.path("content").toString())
                    .isEqualTo("[{\"type\":\"text\",\"text\":\"one\",\"citations\":null}]");
            assertThat(message.at("/content/3/text").asString()).isEqualTo("It says: one");
            assertThat(message.path("stop_reason").asString()).isEqualTo("end_turn");
            assertThat(bed.shop().calls).hasSize(1);
        }
    }

    @Test
    void theUsageIsThatOfAllModelCallsWithAnEntryForEach() throws Exception {
        try (LoopBed bed = new LoopBed("""
                turns:
                  - { when: { result: true }, say: Done, usage: { input: 30, output: 3, cache-read: 20 } }
                  - { say: [ { call: "*echo" } ], usage: { input: 10, output: 1, cache-creation: 5 } }
                """)) {
            JsonNode usage = bed.message(LoopBed.ask("Go")).get("usage");
            assertThat(usage.path("input_tokens").asInt()).isEqualTo(40);
            assertThat(usage.path("output_tokens").asInt()).isEqualTo(4);
            assertThat(usage.path("cache_creation_input_tokens").asInt()).isEqualTo(5);
            assertThat(usage.path("cache_read_input_tokens").asInt()).isEqualTo(20);
            assertThat(usage.path("iterations")).hasSize(2);
            assertThat(usage.at("/iterations/1/type").asString()).isEqualTo("message");
            assertThat(usage.at("/iterations/1/input_tokens").asInt()).isEqualTo(30);
            EventLog events = bed.stream(LoopBed.ask("Go"));
            JsonNode told = events.data().get(events.data().size() - 2).get("usage");
            assertThat(told.path("output_tokens").asInt()).isEqualTo(4);
            assertThat(told.path("iterations")).isEqualTo(usage.path("iterations"));
            RequestEntry entry = bed.log.poll(20, TimeUnit.SECONDS);
            assertThat(entry.usage()).isEqualTo(new TokenUsage(40, 4, 5, 20));
            assertThat(entry.servers()).containsExactly("shop");
            assertThat(entry.tools()).extracting(RequestEntry.ToolUse::outcome).containsExactly(CallOutcome.OK);
            assertThat(entry.ending()).isEqualTo("end_turn");
            assertThat(entry.provider()).isEqualTo("direct");
        }
    }

    @Test
    void aStreamIsOneMessageWithIndexesThatGoOn() throws Exception {
        try (LoopBed bed = new LoopBed(ECHO)) {
            EventLog events = bed.stream(LoopBed.ask("Go"));
            assertThat(events.awaitEnd()).isEqualTo("ended");
            assertThat(events.shape())
                    .containsExactly(
                            "message_start",
                            "ping",
                            "0 start text",
                            "0 text_delta ",
                            "0 stop",
                            "1 start mcp_tool_use",
                            "1 input_json_delta ",
                            "1 stop",
                            "2 start mcp_tool_result",
                            "2 stop",
                            "ping",
                            "3 start text",
                            "3 text_delta ",
                            "3 stop",
                            "message_delta end_turn",
                            "message_stop");
            JsonNode call = events.await(
                            data -> data.at("/content_block/type").asString("").equals("mcp_tool_use"))
                    .get("content_block");
            assertThat(call.path("input").isEmpty()).isTrue();
            assertThat(call.path("server_name").asString()).isEqualTo("shop");
            assertThat(events.headers().get("content-type")).startsWith("text/event-stream");
            assertThat(events.headers().get("request-id")).isEqualTo("req_test");
            assertThat(events.headers().get("anthropic-ratelimit-requests-limit"))
                    .isNotNull();
            assertThat(types(events.message())).containsExactly("text", "mcp_tool_use", "mcp_tool_result", "text");
        }
    }

    @Test
    void whatTheModelSaysArrivesWhileAToolStillRuns() throws Exception {
        try (LoopBed bed = new LoopBed(ECHO)) {
            CompletableFuture<Response> slow = new CompletableFuture<>();
            bed.servers.put("shop", new TestTools().tool("echo", true, arguments -> slow));
            EventLog events = bed.open(LoopBed.ask("Go"), LoopBed.TOOLSETS);
            events.await(data -> data.path("type").asString().equals("content_block_stop")
                    && data.path("index").asInt() == 1);
            assertThat(slow).isNotDone();
            slow.complete(TestTools.text("late").join());
            assertThat(events.awaitEnd()).isEqualTo("ended");
            assertThat(events.message().at("/content/3/text").asString()).isEqualTo("It says: late");
        }
    }

    @Test
    void callsOfOneTurnRunAtTheSameTimeAndTheirResultsKeepTheirOrder() throws Exception {
        try (LoopBed bed = new LoopBed("""
                turns:
                  - { when: { result: true }, say: "${results}" }
                  - say:
                      - { call: "*wait", arguments: { text: a } }
                      - { call: "*wait", arguments: { text: b } }
                      - { call: "*wait", arguments: { text: c } }
                """)) {
            CountDownLatch all = new CountDownLatch(3);
            List<CompletableFuture<Response>> running = new ArrayList<>();
            bed.servers.put("shop", new TestTools().tool("wait", true, arguments -> {
                        CompletableFuture<Response> result = new CompletableFuture<>();
                        running.add(result);
                        all.countDown();
                        if (all.getCount() == 0) {
                            // The last is the first to end.
                            running.reversed()
                                    .forEach(each -> each.complete(TestTools.text("n" + running.indexOf(each))
                                            .join()));
                        }
                        return result;
                    }));
            ObjectNode message = bed.message(LoopBed.ask("Go"));
            assertThat(types(message))
                    .containsExactly(
                            "mcp_tool_use",
                            "mcp_tool_use",
                            "mcp_tool_use",
                            "mcp_tool_result",
                            "mcp_tool_result",
                            "mcp_tool_result",
                            "text");
            for (int at = 0; at < 3; at++) {
                assertThat(message.at("/content/" + (3 + at) + "/tool_use_id"))
                        .isEqualTo(message.at("/content/" + at + "/id"));
                assertThat(message.at("/content/" + (3 + at) + "/content/0/text")
                                .asString())
                        .isEqualTo("n" + at);
            }
        }
    }

    @Test
    void aCallThatFailsIsAResultForTheModelAndTheLoopGoesOn() throws Exception {
        try (LoopBed bed = new LoopBed("""
                turns:
                  - { when: { result: true }, say: "Then without it." }
                  - say: [ { call: "*fail" }, { call: "*broken" }, { call: "*crash" } ]
                """)) {
            ObjectNode message = bed.message(LoopBed.ask("Go"));
            for (int at = 3; at < 6; at++) {
                assertThat(message.at("/content/" + at + "/is_error").asBoolean())
                        .isTrue();
            }
            assertThat(message.at("/content/3/content/0/text").asString()).isEqualTo("no such thing");
            assertThat(message.at("/content/4/content/0/text").asString()).contains("out of order");
            assertThat(message.at("/content/5/content/0/text").asString()).contains("crash", "shop");
            assertThat(message.path("stop_reason").asString()).isEqualTo("end_turn");
            assertThat(bed.log.poll(20, TimeUnit.SECONDS).tools())
                    .extracting(RequestEntry.ToolUse::outcome)
                    .containsExactly(CallOutcome.TOOL_ERROR, CallOutcome.ERROR, CallOutcome.FAILED);
        }
    }

    /// As the record of the call itself has it.
    @ParameterizedTest
    @CsvSource({
        "VALIDATION, NOT_SENT, REFUSED",
        "VALIDATION, SENT_OUTCOME_UNKNOWN, FAILED",
        "DOWNSTREAM, NOT_SENT, FAILED",
        "DOWNSTREAM, DONE, FAILED",
        "ACCESS, NOT_SENT, FAILED",
        "RATE_LIMIT, NOT_SENT, FAILED"
    })
    void whatTheGatewayAnsweredInPlaceOfAServerIsNoErrorOfTheTool(
            Category category, Failure.Outcome known, CallOutcome outcome) throws Exception {
        Failure failure = new Failure(category, known, "shop", "req", null);
        for (Response answer :
                List.of(Response.toolError("not sent", failure), Response.error(-32000, "not sent", failure))) {
            try (LoopBed bed = new LoopBed("""
                    turns:
                      - { when: { result: true }, say: ok }
                      - say: [ { call: "*unsent" } ]
                    """)) {
                bed.servers.put("shop", new TestTools().tool("unsent", true, arguments -> TestTools.done(answer)));
                bed.message(LoopBed.ask("Go"));
                assertThat(bed.log.take().tools())
                        .extracting(RequestEntry.ToolUse::outcome)
                        .containsExactly(outcome);
            }
        }
    }

    @Test
    void aCallWithoutArgumentsIsOneWithAnEmptyObject() throws Exception {
        try (LoopBed bed = new LoopBed("""
                turns:
                  - { when: { result: true }, say: ok }
                  - say: [ { call: "*echo" } ]
                """)) {
            EventLog events = bed.stream(LoopBed.ask("Go"));
            assertThat(events.message().at("/content/0/input").toString()).isEqualTo("{}");
            assertThat(bed.shop().calls.getFirst().arguments().isEmpty()).isTrue();
            assertThat(types(events.message())).containsExactly("mcp_tool_use", "mcp_tool_result", "text");
        }
    }

    @Test
    void aHugeResultIsCutForTheModelAndSaysSo() throws Exception {
        try (LoopBed bed = new LoopBed("""
                turns:
                  - { when: { result: true }, say: ok }
                  - say: [ { call: "*huge" } ]
                """)) {
            ObjectNode message = bed.message(LoopBed.ask("Go"));
            assertThat(message.at("/content/2/text").asString()).isEqualTo("ok");
            assertThat(bed.asked().get(1).length()).isBetween(300_000, 600_000);
            assertThat(bed.stream(LoopBed.ask("Go")).awaitEnd()).isEqualTo("ended");
        }
    }

    @Test
    void anImageReachesTheModelAndComesBackInTheNextRequest() throws Exception {
        try (LoopBed bed = new LoopBed("""
                turns:
                  - { when: { user: again }, say: still there }
                  - { when: { result: true }, say: I see }
                  - say: [ { call: "*picture" } ]
                """)) {
            ObjectNode ask = LoopBed.ask("Go");
            ObjectNode message = bed.message(ask);
            assertThat(message.at("/content/1/content/0/type").asString()).isEqualTo("text");
            assertThat(bed.asked().get(1)).contains("\"media_type\":\"image/png\"");
            ObjectNode next = LoopBed.goOn(ask, message);
            next.withArray("messages").addObject().put("role", "user").put("content", "Look again");
            assertThat(bed.message(next).at("/content/0/text").asString()).isEqualTo("still there");
            assertThat(bed.asked().get(2)).contains("\"media_type\":\"image/png\"");
        }
    }

    @Test
    void aToolOfTheClientEndsTheTurnAndCallsOfMcpToolsWaitForTheNextRequest() throws Exception {
        try (LoopBed bed = new LoopBed("""
                turns:
                  - { when: { result: true }, say: "Both: ${results}" }
                  - say:
                      - { call: "*echo", arguments: { text: mcp } }
                      - { call: "ask_person" }
                """)) {
            ObjectNode ask = LoopBed.ask("Go");
            LoopBed.clientTool(ask, "ask_person");
            for (boolean streamed : List.of(false, true)) {
                ObjectNode message = streamed ? bed.stream(ask).message() : bed.message(ask);
                assertThat(message.path("stop_reason").asString()).isEqualTo("tool_use");
                assertThat(types(message)).containsExactly("mcp_tool_use", "tool_use");
                assertThat(bed.shop().calls).isEmpty();
                ObjectNode next = LoopBed.goOn(ask, message, "person says yes");
                ObjectNode second = streamed ? bed.stream(next).message() : bed.message(next);
                assertThat(types(second)).containsExactly("mcp_tool_result", "text");
                assertThat(second.at("/content/0/tool_use_id")).isEqualTo(message.at("/content/0/id"));
                assertThat(second.at("/content/1/text").asString()).contains("mcp", "person says yes");
                assertThat(bed.shop().calls).hasSize(1);
                bed.shop().calls.clear();
                ObjectNode third = LoopBed.goOn(next, second);
                third.withArray("messages").addObject().put("role", "user").put("content", "And now?");
                assertThat(bed.message(third).path("type").asString()).isEqualTo("message");
                bed.shop().calls.clear();
            }
        }
    }

    @Test
    void theTenthIterationPausesAndTheNextRequestGoesOn() throws Exception {
        try (LoopBed bed = new LoopBed("""
                turns:
                  - { when: { step: 13 }, say: Finally }
                  - say: [ { call: "*echo", arguments: { text: "${step}" } } ]
                """)) {
            ObjectNode ask = LoopBed.ask("Go");
            for (boolean streamed : List.of(false, true)) {
                ObjectNode message = streamed ? bed.stream(ask).message() : bed.message(ask);
                assertThat(message.path("stop_reason").asString()).isEqualTo("pause_turn");
                assertThat(message.path("content")).hasSize(20);
                assertThat(message.at("/usage/iterations")).hasSize(10);
                ObjectNode next = LoopBed.goOn(ask, message);
                ObjectNode rest = streamed ? bed.stream(next).message() : bed.message(next);
                assertThat(rest.path("stop_reason").asString()).isEqualTo("end_turn");
                assertThat(rest.path("content")).hasSize(5);
                assertThat(rest.at("/content/4/text").asString()).isEqualTo("Finally");
            }
        }
    }

    @Test
    void aCallThatAPauseLeftOpenRunsFirst() throws Exception {
        try (LoopBed bed = new LoopBed("turns: [ { when: { result: true }, say: \"${result}\" } ]")) {
            ObjectNode ask = LoopBed.ask("Go");
            ObjectNode open = Trees.object();
            ObjectNode call = open.putArray("content")
                    .addObject()
                    .put("type", "mcp_tool_use")
                    .put("id", "mcptoolu_01open")
                    .put("name", "echo")
                    .put("server_name", "shop");
            call.putObject("input").put("text", "left open");
            ObjectNode message = bed.message(LoopBed.goOn(ask, open));
            assertThat(types(message)).containsExactly("mcp_tool_result", "text");
            assertThat(message.at("/content/1/text").asString()).isEqualTo("left open");
            EventLog events = bed.stream(LoopBed.goOn(ask, open));
            assertThat(events.shape())
                    .startsWith("message_start", "0 start mcp_tool_result", "0 stop", "ping", "1 start text");
        }
    }

    @Test
    void listsOfToolsComeFirstAndAreNotAskedAgain() throws Exception {
        try (LoopBed bed = new LoopBed(ECHO)) {
            ObjectNode ask = LoopBed.ask("Go");
            EventLog events = bed.stream(ask, LoopBed.NEWEST);
            assertThat(events.shape())
                    .startsWith("message_start", "0 start mcp_tool_listing", "0 stop", "ping", "1 start text");
            assertThat(events.message().at("/content/0/tools/0/name").asString())
                    .isEqualTo("broken");
            assertThat(bed.shop().lists).hasValue(1);
            ObjectNode next = LoopBed.goOn(ask, events.message());
            next.withArray("messages").addObject().put("role", "user").put("content", "Once more");
            ObjectNode second = bed.message(next, LoopBed.NEWEST);
            assertThat(types(second)).containsExactly("text", "mcp_tool_use", "mcp_tool_result", "text");
            assertThat(bed.shop().lists).hasValue(1);
        }
    }

    @Test
    void theSecondRequestRepeatsTheFirstByteForByteAndIsReadFromTheCache() throws Exception {
        try (LoopBed bed = new LoopBed("""
                turns:
                  - { when: { user: again }, say: yes }
                  - { when: { result: true }, say: "It is ${result}" }
                  - say:
                      - thinking: An order.
                      - I look.
                      - { call: "*echo", arguments: { text: "é \\" 🍵", n: 1.50, list: [ 1, 2.0, 1e3 ] } }
                      - { call: "*echo", arguments: { text: two } }
                """)) {
            for (boolean streamed : List.of(false, true)) {
                int before = bed.asked().size();
                ObjectNode ask = LoopBed.ask("Go " + streamed);
                ask.putObject("thinking").put("type", "enabled").put("budget_tokens", 1024);
                ask.putObject("cache_control").put("type", "ephemeral");
                ((ObjectNode) ask.at("/tools/0")).putObject("cache_control").put("type", "ephemeral");
                ObjectNode message = streamed ? bed.stream(ask).message() : bed.message(ask);
                assertThat(types(message))
                        .containsExactly(
                                "thinking",
                                "text",
                                "mcp_tool_use",
                                "mcp_tool_use",
                                "mcp_tool_result",
                                "mcp_tool_result",
                                "thinking",
                                "text");
                ObjectNode next = LoopBed.goOn(ask, message);
                next.withArray("messages").addObject().put("role", "user").put("content", "And again?");
                bed.message(next);
                List<String> asked = bed.asked().subList(before, before + 3);
                for (int at = 1; at < 3; at++) {
                    assertThat(conversation(asked.get(at))).startsWith(conversation(asked.get(at - 1)));
                }
                assertThat(message.at("/usage/cache_read_input_tokens").asInt()).isGreaterThan(0);
            }
        }
    }

    /// The conversation in a provider's request, without the end of its list.
    private static String conversation(String body) {
        int from = body.indexOf("\"messages\":[");
        JsonNode messages = Trees.MAPPER.readTree(body).get("messages");
        String whole = CanonicalJson.text(messages);
        assertThat(body.substring(from + 11)).startsWith(whole);
        return whole.substring(0, whole.length() - 1);
    }

    @Test
    void nothingOfMcpReachesTheProvider() throws Exception {
        try (LoopBed bed = new LoopBed(ECHO)) {
            bed.message(LoopBed.ask("Go"), LoopBed.NEWEST + ",context-management-2025-06-27");
            assertThat(bed.requests()).allSatisfy(request -> {
                assertThat(request.header("anthropic-beta")).isEqualTo("context-management-2025-06-27");
                assertThat(request.text()).doesNotContain("mcp_servers", "mcp_toolset", "mcptoolu_", "mcp_tool");
            });
        }
    }

    @Test
    void tokensAreCountedAsTheModelWouldBeSentThem() throws Exception {
        try (LoopBed bed = new LoopBed(ECHO)) {
            ObjectNode ask = LoopBed.ask("Go");
            ask.remove("max_tokens");
            WholeResponse response = bed.count(ask, LoopBed.TOOLSETS);
            assertThat(response.status()).isEqualTo(200);
            assertThat(Trees.MAPPER
                            .readTree(response.body())
                            .path("input_tokens")
                            .asInt())
                    .isGreaterThan(50);
            assertThat(bed.requests().getLast().path()).isEqualTo("/v1/messages/count_tokens");
        }
    }

    @Test
    void whatIsWrongWithARequestIsToldBeforeAnythingElse() throws Exception {
        try (LoopBed bed = new LoopBed(ECHO)) {
            ObjectNode ask = LoopBed.ask("Go");
            LoopBed.toolset(ask, "nowhere");
            EventLog events = bed.stream(ask);
            assertThat(events.status()).isEqualTo(400);
            assertThat(events.refusal().at("/error/type").asString()).isEqualTo("invalid_request_error");
            assertThat(events.refusal().at("/error/message").asString()).contains("nowhere");
            assertThat(events.refusal().path("request_id").asString()).isEqualTo("req_test");
            assertThat(bed.asked()).isEmpty();
            assertThat(bed.log.poll(20, TimeUnit.SECONDS).ending()).isEqualTo("invalid_request_error");
        }
    }
}
