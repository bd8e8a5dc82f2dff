package io.gatehouse.doors.messages.loop;

import static io.gatehouse.doors.messages.loop.MessagesLoopTest.types;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.doors.messages.api.RequestEntry;
import io.gatehouse.doors.messages.api.Trees;
import io.gatehouse.doors.messages.sources.ToolSource;
import io.gatehouse.doors.messages.translation.OfferedTool;
import io.gatehouse.gateway.record.CallOutcome;
import io.gatehouse.http.WholeResponse;
import io.gatehouse.models.ApiException;
import io.gatehouse.protocol.Response;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What goes wrong on either side of the loop.
class LoopFaultsTest {
    private static final String CALL = "  - say: [ { call: \"*%s\" } ]\n";

    private static JsonNode json(WholeResponse response) {
        return Trees.MAPPER.readTree(response.body());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anErrorBeforeTheMessageIsPassedOnUnchanged(boolean streamed) throws Exception {
        try (LoopBed bed = new LoopBed("turns: [ { error: { status: 529, message: Too much, retry-after: 7 } } ]")) {
            ObjectNode ask = LoopBed.ask("Go").put("stream", streamed);
            WholeResponse response = bed.post(ask, LoopBed.TOOLSETS);
            assertThat(response.status()).isEqualTo(529);
            assertThat(response.headers().get("retry-after")).isEqualTo("7");
            assertThat(response.headers().all("request-id"))
                    .containsExactly(json(response).path("request_id").asString());
            assertThat(response.headers().get("x-should-retry")).isNull();
            assertThat(json(response).at("/error/type").asString()).isEqualTo("overloaded_error");
            assertThat(json(response).at("/error/message").asString()).isEqualTo("Too much");
            assertThat(bed.log.poll(20, TimeUnit.SECONDS).ending()).isEqualTo("overloaded_error");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"echo", "change"})
    void anErrorAfterAToolWithEffectsMustNotBeTriedAgain(String tool) throws Exception {
        try (LoopBed bed = new LoopBed("turns:\n"
                + "  - { when: { result: true }, error: { status: 429, message: Slow down, retry-after: 1 } }\n"
                + CALL.formatted(tool))) {
            WholeResponse response = bed.post(LoopBed.ask("Go"), LoopBed.TOOLSETS);
            assertThat(response.status()).isEqualTo(429);
            assertThat(json(response).at("/error/type").asString()).isEqualTo("rate_limit_error");
            assertThat(response.headers().get("x-should-retry")).isEqualTo(tool.equals("change") ? "false" : null);
            EventLog events = bed.stream(LoopBed.ask("Go"));
            assertThat(events.status()).isEqualTo(200);
            assertThat(events.shape()).endsWith("1 start mcp_tool_result", "1 stop", "error rate_limit_error");
            assertThat(events.awaitEnd()).isEqualTo("ended");
            assertThat(events.data().getLast().path("request_id").asString()).isEqualTo("req_test");
        }
    }

    @Test
    void anErrorInTheMiddleOfTheModelsStreamIsAnEvent() throws Exception {
        try (LoopBed bed =
                new LoopBed("turns: [ { say: a few words to begin with, error: { status: 529 }, error-after: 5 } ]")) {
            EventLog events = bed.stream(LoopBed.ask("Go"));
            assertThat(events.shape())
                    .containsExactly(
                            "message_start", "ping", "0 start text", "0 text_delta ", "error overloaded_error");
            assertThat(bed.post(LoopBed.ask("Go"), LoopBed.TOOLSETS).status()).isEqualTo(529);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 4, 6})
    void aModelThatDropsTheConnectionIsAnError(int events) throws Exception {
        try (LoopBed bed = new LoopBed("turns: [ { say: a few words to begin with, drop-after: " + events + " } ]")) {
            EventLog seen = bed.stream(LoopBed.ask("Go"));
            seen.awaitEnd();
            if (seen.status() == 200) {
                assertThat(seen.shape()).startsWith("message_start").endsWith("error api_error");
            } else {
                assertThat(seen.refusal().at("/error/type").asString()).isEqualTo("api_error");
            }
            assertThat(bed.post(LoopBed.ask("Go"), LoopBed.TOOLSETS).status()).isEqualTo(502);
        }
    }

    @Test
    void aServerThatDiesInTheMiddleIsToldToTheModel() throws Exception {
        try (LoopBed bed = new LoopBed("""
                turns:
                  - { when: { result: { error: true } }, say: "It is gone: ${result}" }
                  - say: [ { call: "*dying", arguments: { text: "${step}" } } ]
                """)) {
            AtomicInteger calls = new AtomicInteger();
            bed.servers.put(
                    "shop",
                    new TestTools()
                            .tool(
                                    "dying",
                                    false,
                                    arguments -> calls.incrementAndGet() < 3
                                            ? TestTools.text("alive")
                                            : TestTools.done(Response.toolError("the server shop has died"))));
            ObjectNode message = bed.message(LoopBed.ask("Go"));
            assertThat(types(message)).hasSize(7);
            assertThat(message.at("/content/6/text").asString()).isEqualTo("It is gone: the server shop has died");
        }
    }

    @Test
    void whatAServerRefusesWhenAskedForItsToolsIsToldBeforeTheStream() throws Exception {
        try (LoopBed bed = new LoopBed("turns: [ { say: hi } ]")) {
            bed.servers.put("shop", new Refusing());
            EventLog events = bed.stream(LoopBed.ask("Go"));
            assertThat(events.status()).isEqualTo(400);
            assertThat(events.refusal().at("/error/message").asString()).isEqualTo("shop cannot be reached");
            assertThat(bed.asked()).isEmpty();
        }
    }

    private static final class Refusing implements ToolSource {
        @Override
        public List<OfferedTool> tools() throws ApiException {
            throw ApiException.invalid("shop cannot be reached");
        }

        @Override
        public CompletableFuture<Response> call(String tool, ObjectNode arguments) {
            throw new AssertionError("nothing was offered");
        }

        @Override
        public void close() {
            // Nothing is kept.
        }
    }

    private static void abandoned(LoopBed bed) throws Exception {
        assertThat(bed.abandoned.poll(20, TimeUnit.SECONDS)).isEqualTo("/v1/messages");
        gone(bed);
    }

    private static void gone(LoopBed bed) throws Exception {
        assertThat(bed.log.poll(20, TimeUnit.SECONDS).ending()).isEqualTo("client_closed");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aClientThatLeavesBeforeTheModelAnswersCancelsIt(boolean streamed) throws Exception {
        try (LoopBed bed = new LoopBed("turns: [ { say: never, delay: 60s } ]")) {
            EventLog events = bed.begin(LoopBed.ask("Go").put("stream", streamed), LoopBed.TOOLSETS);
            bed.arrived.take();
            events.leave();
            abandoned(bed);
        }
    }

    @Test
    void aClientThatLeavesInTheMiddleOfAStreamCancelsTheModels() throws Exception {
        try (LoopBed bed = new LoopBed("turns: [ { say: a few words to begin with, stall-after: 5 } ]")) {
            EventLog events = bed.open(LoopBed.ask("Go"), LoopBed.TOOLSETS);
            events.await(data -> data.path("type").asString().equals("content_block_delta"));
            events.leave();
            abandoned(bed);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aClientThatLeavesWhileToolsRunCancelsThem(boolean streamed) throws Exception {
        try (LoopBed bed = new LoopBed("turns: [ { say: [ { call: \"*hang\" }, { call: \"*hang\" } ] } ]")) {
            EventLog events = bed.begin(LoopBed.ask("Go").put("stream", streamed), LoopBed.TOOLSETS);
            CompletableFuture<Response> running = bed.shop().firstCall().result();
            CountDownLatch cancelled = new CountDownLatch(1);
            running.whenComplete((response, failure) -> cancelled.countDown());
            events.leave();
            LoopBed.await(cancelled);
            assertThat(running).isCancelled();
            RequestEntry entry = bed.log.poll(20, TimeUnit.SECONDS);
            assertThat(entry.ending()).isEqualTo("client_closed");
            assertThat(entry.tools()).extracting(RequestEntry.ToolUse::outcome).containsOnly(CallOutcome.CANCELLED);
            assertThat(bed.asked()).hasSize(1);
        }
    }

    @Test
    void aClientThatLeavesWhileServersAreAskedForTheirToolsEndsThat() throws Exception {
        try (LoopBed bed = new LoopBed("turns: [ { say: hi } ]")) {
            Slow slow = new Slow();
            bed.servers.put("shop", slow);
            EventLog events = bed.open(LoopBed.ask("Go"), LoopBed.TOOLSETS);
            LoopBed.await(slow.asked);
            events.leave();
            LoopBed.await(slow.interrupted);
            gone(bed);
            assertThat(bed.asked()).isEmpty();
        }
    }

    private static final class Slow implements ToolSource {
        final CountDownLatch asked = new CountDownLatch(1);
        final CountDownLatch interrupted = new CountDownLatch(1);

        @Override
        public List<OfferedTool> tools() throws InterruptedException {
            asked.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException gone) {
                interrupted.countDown();
                throw gone;
            }
            return List.of();
        }

        @Override
        public CompletableFuture<Response> call(String tool, ObjectNode arguments) {
            throw new AssertionError("nothing was offered");
        }

        @Override
        public void close() {
            // Nothing is kept.
        }
    }

    @Test
    void aClientThatDoesNotReadHoldsTheModelBackAndLosesNothing() throws Exception {
        String text = "0123456789abcdef".repeat(1 << 19);
        try (LoopBed bed = new LoopBed("turns: [ { say: \"${user}\", pieces: 4096 } ]")) {
            EventLog events = bed.open(LoopBed.ask(text).put("max_tokens", 4_000_000), LoopBed.TOOLSETS);
            events.await(data -> data.path("type").asString().equals("content_block_delta"));
            events.pause();
            assertThat(bed.log.poll(1, TimeUnit.SECONDS)).isNull();
            events.resume();
            assertThat(events.awaitEnd()).isEqualTo("ended");
            assertThat(events.message().at("/content/0/text").asString()).isEqualTo(text);
        }
    }

    @Test
    void sourcesAreClosedHoweverARequestEnds() throws Exception {
        try (LoopBed bed = new LoopBed("turns: [ { when: { user: fail }, error: { status: 500 } }, { say: hi } ]")) {
            bed.message(LoopBed.ask("Go"));
            bed.post(LoopBed.ask("fail"), LoopBed.TOOLSETS);
            bed.log.take();
            bed.log.take();
            bed.shop().awaitClosed(2);
        }
    }
}
