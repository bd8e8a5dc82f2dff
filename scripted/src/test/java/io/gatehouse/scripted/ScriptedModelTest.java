package io.gatehouse.scripted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.http.Header;
import io.gatehouse.http.HttpFailure;
import io.gatehouse.http.WholeResponse;
import io.gatehouse.scripted.script.Json;
import io.gatehouse.scripted.script.Script;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What a script makes the model say, over real sockets.
class ScriptedModelTest {
    @Test
    void theFirstTurnThatFitsAnswers() throws Exception {
        try (Bed bed = new Bed("""
                turns:
                  - when: { user: order }
                    say: "An order: ${user}"
                  - say: Hello
                """)) {
            JsonNode message = bed.message(Bed.ask("My ORDER please"));
            assertThat(message.path("content").toString())
                    .isEqualTo("[{\"type\":\"text\",\"text\":\"An order: My ORDER please\",\"citations\":null}]");
            assertThat(message.path("stop_reason").asString()).isEqualTo("end_turn");
            assertThat(message.propertyNames())
                    .contains("id", "stop_sequence", "stop_details", "container", "context_management", "diagnostics");
            assertThat(message.path("id").asString()).matches("msg_01[1-9A-Za-z]{22}");
            assertThat(bed.message(Bed.ask("Hi")).at("/content/0/text").asString())
                    .isEqualTo("Hello");
        }
    }

    @Test
    void aToolIsCalledUnderThePrefixThatItIsOfferedWithAndItsResultIsUsed() throws Exception {
        try (Bed bed = new Bed("""
                turns:
                  - when: { result: { tool: "*get_order", text: '/status"?: ?"(?<status>\\w+)/' } }
                    say: "It is ${result.status}, says ${result.tool}: ${result./items/0/n}, asked: ${asked}"
                  - when: { user: '/order (\\d+)/', tools: "*get_order" }
                    say:
                      - I look.
                      - { call: "*get_order", arguments: { id: "${user.1}", deep: { list: [1, 1.50, true, null] } } }
                """)) {
            ObjectNode ask = Bed.offering(Bed.ask("Where is order 10042?"), "x", "mcp__gatehouse__shop_get_order");
            JsonNode called = bed.message(ask);
            assertThat(called.path("stop_reason").asString()).isEqualTo("tool_use");
            JsonNode call = called.path("content").path(1);
            assertThat(call.path("name").asString()).isEqualTo("mcp__gatehouse__shop_get_order");
            assertThat(call.path("input").toString())
                    .isEqualTo("{\"id\":\"10042\",\"deep\":{\"list\":[1,1.50,true,null]}}");
            assertThat(call.path("id").asString()).startsWith("toolu_01");
            JsonNode said = bed.message(Bed.goOn(ask, called, "{\"status\":\"shipped\",\"items\":[{\"n\":7}]}"));
            assertThat(said.at("/content/0/text").asString())
                    .isEqualTo("It is shipped, says mcp__gatehouse__shop_get_order: 7, asked: Where is order 10042?");
        }
    }

    @Test
    void callsOfOneTurnAreParallelUnlessTheRequestForbidsIt() throws Exception {
        try (Bed bed = new Bed("turns: [{say: [{call: a}, {call: b}]}]")) {
            ObjectNode ask = Bed.offering(Bed.ask("Go"), "a", "b");
            assertThat(bed.message(ask).path("content")).hasSize(2);
            ask.putObject("tool_choice").put("type", "auto").put("disable_parallel_tool_use", true);
            assertThat(bed.message(ask).path("content")).hasSize(1);
            ask.putObject("tool_choice").put("type", "none");
            JsonNode none = bed.message(ask);
            assertThat(none.path("content")).isEmpty();
            assertThat(none.path("stop_reason").asString()).isEqualTo("end_turn");
        }
    }

    @Test
    void stepsCountFromWhatThePersonWroteLast() throws Exception {
        try (Bed bed = new Bed("""
                turns:
                  - { when: { step: 1 }, say: [{ call: a }] }
                  - { when: { step: 2 }, say: [{ call: a }] }
                  - { when: { step: 3 }, say: "done in turn ${turn}" }
                """)) {
            ObjectNode ask = Bed.offering(Bed.ask("Go"), "a");
            ObjectNode second = Bed.goOn(ask, bed.message(ask), "one");
            ObjectNode third = Bed.goOn(second, bed.message(second), "two");
            assertThat(bed.message(third).at("/content/0/text").asString()).isEqualTo("done in turn 3");
        }
    }

    @Test
    void aTurnWithTimesIsUsedUp() throws Exception {
        try (Bed bed = new Bed("""
                turns:
                  - { times: 2, error: { status: 529, message: Busy, code: compaction_unavailable, retry-after: 3 } }
                  - say: fine, after ${seen}
                """)) {
            WholeResponse first = bed.post(Bed.ask("x"));
            assertThat(first.status()).isEqualTo(529);
            assertThat(first.headers().get("retry-after")).isEqualTo("3");
            String id = first.headers().get("request-id");
            assertThat(Bed.text(first))
                    .isEqualTo(
                            "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Busy\",\"details\":"
                                    + "{\"error_code\":\"compaction_unavailable\"}},"
                                    + "\"request_id\":\"" + id + "\"}");
            assertThat(bed.post(Bed.ask("x")).status()).isEqualTo(529);
            assertThat(bed.message(Bed.ask("x")).at("/content/0/text").asString())
                    .isEqualTo("fine, after 1");
        }
    }

    @Test
    void aScriptThatDoesNotFitSaysSoAndAsksForNoRetry() throws Exception {
        try (Bed bed = new Bed("turns: [{when: {user: a}, say: [{call: '*missing'}]}]")) {
            WholeResponse call = bed.post(Bed.offering(Bed.ask("a"), "there"));
            assertThat(call.status()).isEqualTo(500);
            assertThat(call.headers().get("x-should-retry")).isEqualTo("false");
            assertThat(Bed.text(call))
                    .contains("the script test.yaml, line 1 (turns[0]) calls *missing, but the request offers no such"
                            + " tool; it offers: there");
            assertThat(Bed.text(bed.post(Bed.ask("b")))).contains("has no turn for this request");
        }
    }

    @Test
    void aLimitOfTheRequestEndsTheAnswer() throws Exception {
        try (Bed bed = new Bed("turns: [{say: 'one two STOP three é𝄞é'}]")) {
            ObjectNode stopped = Bed.ask("x");
            stopped.putArray("stop_sequences").add("STOP");
            JsonNode answer = bed.message(stopped);
            assertThat(answer.at("/content/0/text").asString()).isEqualTo("one two ");
            assertThat(answer.path("stop_reason").asString()).isEqualTo("stop_sequence");
            assertThat(answer.path("stop_sequence").asString()).isEqualTo("STOP");
            JsonNode cut = bed.message(Bed.ask("x").put("max_tokens", 6));
            assertThat(cut.at("/content/0/text").asString()).isEqualTo("one two STOP three é");
            assertThat(cut.path("stop_reason").asString()).isEqualTo("max_tokens");
            assertThat(cut.at("/usage/output_tokens").asInt()).isEqualTo(6);
        }
    }

    @Test
    void aStreamSaysTheSameAsTheWholeMessage() throws Exception {
        try (Bed bed = new Bed("""
                turns:
                  - say:
                      - thinking: "Hm, hm, 𝄞 hm and so on"
                      - "Ein längerer Text mit 🍵 und mehr als einem Stück"
                      - { call: a, arguments: { text: "quote \\" line\\n tab\\t é 𝄞", empty: {} } }
                      - call: a
                """)) {
            ObjectNode ask = Bed.offering(Bed.ask("x"), "a").put("max_tokens", 5000);
            ask.putObject("thinking").put("type", "enabled").put("budget_tokens", 2000);
            JsonNode whole = bed.message(ask);
            Bed.Streamed stream = bed.stream(ask);
            assertThat(stream.ended()).isTrue();
            assertThat(stream.types())
                    .startsWith("message_start", "ping", "content_block_start", "content_block_delta");
            assertThat(stream.types()).endsWith("content_block_stop", "message_delta", "message_stop");
            assertThat(stream.events())
                    .allSatisfy(event -> assertThat(Json.MAPPER
                                    .readTree(event.data())
                                    .path("type")
                                    .asString())
                            .isEqualTo(event.event()));
            assertThat(String.join("", stream.pieces("text_delta", "text")))
                    .isEqualTo(whole.at("/content/1/text").asString());
            assertThat(String.join("", stream.pieces("thinking_delta", "thinking")))
                    .isEqualTo(whole.at("/content/0/thinking").asString());
            assertThat(stream.pieces("signature_delta", "signature"))
                    .containsExactly(whole.at("/content/0/signature").asString());
            List<String> json = stream.pieces("input_json_delta", "partial_json");
            assertThat(json.getFirst()).isEmpty();
            assertThat(String.join("", json)).isEqualTo(whole.at("/content/2/input") + "{}");
            assertThat(json).as("cut in the middle of an escape").anyMatch(piece -> piece.endsWith("\\"));
            JsonNode end = stream.data(stream.events().size() - 2);
            assertThat(end.at("/delta/stop_reason").asString()).isEqualTo("tool_use");
            assertThat(end.at("/usage/output_tokens")).isEqualTo(whole.at("/usage/output_tokens"));
            assertThat(stream.data(0).at("/message/content")).isEmpty();
        }
    }

    @Test
    void aStreamBreaksOffWhereTheTurnSays() throws Exception {
        try (Bed bed = new Bed("""
                turns:
                  - { when: { user: drop }, say: some words of some length, drop-after: 5 }
                  - { when: { user: fail }, say: some words, error-after: 3, error: { status: 500, message: Oh } }
                  - { when: { user: stall }, say: some words, stall-after: 2 }
                """)) {
            Bed.Streamed dropped = bed.stream(Bed.ask("drop"));
            assertThat(dropped.ended()).isFalse();
            assertThat(dropped.types()).hasSize(5);
            Bed.Streamed failed = bed.stream(Bed.ask("fail"));
            assertThat(failed.types()).containsExactly("message_start", "ping", "content_block_start", "error");
            assertThat(failed.data(3).path("error").toString())
                    .isEqualTo("{\"type\":\"api_error\",\"message\":\"Oh\"}");
            assertThatThrownBy(() -> bed.post(Bed.ask("drop"))).isInstanceOf(HttpFailure.class);
            Bed.Streaming stalled = bed.open(Bed.ask("stall"));
            assertThat(stalled.over.await(300, java.util.concurrent.TimeUnit.MILLISECONDS))
                    .isFalse();
            assertThat(stalled.soFar().types()).containsExactly("message_start", "ping");
        }
    }

    @Test
    void aTurnCanBeLateAndSlow() throws Exception {
        try (Bed bed = new Bed("turns: [{say: word, delay: 150ms, pace: 30ms, pieces: 1}]")) {
            long begun = System.nanoTime();
            Bed.Streamed stream = bed.stream(Bed.ask("x"));
            assertThat(stream.pieces("text_delta", "text")).containsExactly("w", "o", "r", "d");
            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .isGreaterThan(
                            Duration.ofMillis(150 + 30L * (stream.events().size() - 1)));
        }
    }

    @Test
    void toolsAreSearchedAndThenCalled() throws Exception {
        try (Bed bed = new Bed("turns: [{say: [{search: 'get_.*order'}, {call: '*get_order'}]}]")) {
            ObjectNode ask = Bed.offering(Bed.ask("x"), "shop_get_order", "shop_refund");
            ask.withArray("tools").forEach(tool -> ((ObjectNode) tool).put("defer_loading", true));
            assertThat(Bed.text(bed.post(ask))).contains("All tools cannot be deferred");
            ask.withArray("tools")
                    .addObject()
                    .put("type", "tool_search_tool_regex_20251119")
                    .put("name", "tool_search_tool_regex");
            JsonNode answer = bed.message(ask);
            assertThat(answer.at("/content/0/type").asString()).isEqualTo("server_tool_use");
            assertThat(answer.at("/content/1/content").toString())
                    .isEqualTo("{\"type\":\"tool_search_tool_search_result\",\"tool_references\":"
                            + "[{\"type\":\"tool_reference\",\"tool_name\":\"shop_get_order\"}]}");
            assertThat(answer.at("/content/2/name").asString()).isEqualTo("shop_get_order");
            assertThat(bed.post(Bed.goOn(ask, answer, "fine")).status()).isEqualTo(200);
        }
    }

    @Test
    void theCacheShowsWhetherThePromptIsRepeated() throws Exception {
        try (Bed bed = new Bed("turns: [{say: ok}]")) {
            ObjectNode ask = Bed.offering(Bed.ask("a question"), "a");
            ask.putArray("system")
                    .addObject()
                    .put("type", "text")
                    .put("text", "long ".repeat(100))
                    .putObject("cache_control")
                    .put("type", "ephemeral");
            JsonNode first = bed.message(ask).path("usage");
            assertThat(first.path("cache_creation_input_tokens").asInt()).isGreaterThan(100);
            assertThat(first.path("cache_read_input_tokens").asInt()).isZero();
            assertThat(first.at("/cache_creation/ephemeral_5m_input_tokens"))
                    .isEqualTo(first.path("cache_creation_input_tokens"));
            JsonNode second = bed.message(ask).path("usage");
            assertThat(second.path("cache_read_input_tokens")).isEqualTo(first.path("cache_creation_input_tokens"));
            assertThat(second.path("cache_creation_input_tokens").asInt()).isZero();
            assertThat(second.path("input_tokens")).isEqualTo(first.path("input_tokens"));
            ((ObjectNode) ask.path("tools").path(0)).put("description", "changed");
            assertThat(bed.message(ask).at("/usage/cache_read_input_tokens").asInt())
                    .as("a tool before the mark has changed")
                    .isZero();
        }
    }

    @Test
    void theSameRequestsGetTheSameBytes() throws Exception {
        String script = "turns: [{when: {result: true}, say: done}, {say: [{call: a}]}]";
        String first;
        try (Bed bed = new Bed(script)) {
            first = conversation(bed);
        }
        try (Bed bed = new Bed(script)) {
            assertThat(conversation(bed)).isEqualTo(first);
            assertThat(conversation(bed)).as("ids are never used twice").doesNotContain(first.substring(10, 30));
        }
    }

    private static String conversation(Bed bed) throws Exception {
        ObjectNode ask = Bed.offering(Bed.ask("x"), "a");
        WholeResponse called = bed.post(ask);
        WholeResponse done = bed.post(Bed.goOn(ask, Json.MAPPER.readTree(called.body()), "result"));
        return Bed.text(called) + called.headers().get("request-id") + Bed.text(done);
    }

    @Test
    void requestsAreKeptWithoutTheKey() throws Exception {
        try (Bed bed = new Bed("turns: [{say: ok}]")) {
            bed.send("POST", "/v1/messages?beta=true", Bed.USUAL, Json.bytes(Bed.ask("x")));
            assertThat(bed.model.requests()).singleElement().satisfies(request -> {
                assertThat(request.path()).isEqualTo("/v1/messages");
                assertThat(request.query()).isEqualTo("beta=true");
                assertThat(request.header("x-api-key")).isEqualTo("…");
                assertThat(request.header("anthropic-version")).isEqualTo("2023-06-01");
                assertThat(request.json()).isEqualTo(Bed.ask("x"));
                assertThat(request.toString()).doesNotContain("sk-secret");
            });
        }
    }

    @Test
    void tokensAreCountedAndModelsListed() throws Exception {
        try (Bed bed = new Bed("{models: [one, 'two-*'], turns: [{say: ok}]}")) {
            ObjectNode count = Bed.ask("x").put("model", "one");
            count.remove("max_tokens");
            WholeResponse counted = bed.send("POST", "/v1/messages/count_tokens", Bed.USUAL, Json.bytes(count));
            assertThat(Bed.text(counted)).isEqualTo("{\"input_tokens\":9,\"context_management\":null}");
            JsonNode list = Json.MAPPER.readTree(
                    bed.send("GET", "/v1/models?limit=1000", Bed.USUAL, null).body());
            assertThat(list.path("data")
                            .valueStream()
                            .map(model -> model.path("id").asString()))
                    .containsExactly("one", "two");
            assertThat(bed.send("GET", "/v1/models/two-three", Bed.USUAL, null).status())
                    .isEqualTo(200);
            assertThat(Bed.text(bed.send("GET", "/v1/models/three", Bed.USUAL, null)))
                    .contains("\"type\":\"not_found_error\",\"message\":\"model: three\"");
            assertThat(bed.post(Bed.ask("x")).status()).isEqualTo(404);
            assertThat(bed.send("GET", "/v1/files", Bed.USUAL, null).status()).isEqualTo(404);
            assertThat(bed.send("GET", "/v1/messages", Bed.USUAL, null).status())
                    .isEqualTo(405);
        }
    }

    @Test
    void onlyTheKeyOfTheSettingsIsTaken() throws Exception {
        Script script = Script.of("turns: [{say: ok}]", "test.yaml");
        try (Bed bed = new Bed(script, ScriptedSettings.defaults().withKey("right"))) {
            byte[] body = Json.bytes(Bed.ask("x"));
            WholeResponse wrong = bed.send("POST", "/v1/messages", Bed.USUAL, body);
            assertThat(wrong.status()).isEqualTo(401);
            assertThat(Bed.text(wrong)).contains("authentication_error", "invalid x-api-key");
            List<Header> bearer = List.of(
                    new Header("content-type", "application/json"),
                    new Header("anthropic-version", "2026-10-21"),
                    new Header("authorization", "Bearer right"));
            assertThat(bed.send("POST", "/v1/messages", bearer, body).status()).isEqualTo(200);
        }
    }

    @Test
    void aBodyOver32MegabytesIsTooLarge() throws Exception {
        try (Bed bed = new Bed("turns: [{say: ok}]")) {
            byte[] body = " ".repeat((32 << 20) + 1).getBytes(StandardCharsets.US_ASCII);
            WholeResponse response = bed.send("POST", "/v1/messages", Bed.USUAL, body);
            assertThat(response.status()).isEqualTo(413);
            assertThat(Bed.text(response)).contains("request_too_large");
        }
    }
}
