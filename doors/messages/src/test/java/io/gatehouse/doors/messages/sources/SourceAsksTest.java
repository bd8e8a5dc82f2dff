package io.gatehouse.doors.messages.sources;

import static io.gatehouse.doors.messages.sources.SourceBed.call;
import static io.gatehouse.doors.messages.sources.SourceBed.http;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.doors.messages.api.CanonicalJson;
import io.gatehouse.doors.messages.api.Trees;
import io.gatehouse.doors.messages.sources.SourceSettings.Asks;
import io.gatehouse.http.EventStream;
import io.gatehouse.models.ApiError;
import io.gatehouse.models.ApiException;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Slice;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/// What servers ask in the middle of a call is answered or refused at once, in both eras, and never for ever.
class SourceAsksTest {
    private static final String FORM =
            "{\"message\":\"Sure?\",\"requestedSchema\":{\"type\":\"object\",\"properties\":{}}}";
    private static final String SAMPLE = "{\"messages\":[{\"role\":\"user\",\"content\":{\"type\":\"text\","
            + "\"text\":\"What is two?\"}}],\"systemPrompt\":\"Be brief.\",\"maxTokens\":50000,"
            + "\"temperature\":0.5,\"stopSequences\":[\"x\"]}";

    @TempDir
    Path folder;

    private SourceBed bed;
    private final List<ObjectNode> sampled = new CopyOnWriteArrayList<>();
    private final Sampler model = body -> {
        sampled.add(body);
        return (ObjectNode) Trees.MAPPER.readTree("{\"model\":\"claude\",\"stop_reason\":\"end_turn\",\"content\":"
                + "[{\"type\":\"thinking\",\"thinking\":\"hm\"},{\"type\":\"text\",\"text\":\"2\"}]}");
    };

    @BeforeEach
    void start() {
        bed = new SourceBed(folder);
    }

    @AfterEach
    void stop() {
        bed.close();
    }

    /// A modern server whose calls need one input, then say what they got.
    private StubServer modern(String method, String params) throws Exception {
        StubServer stub = new StubServer(bed.engine, true);
        stub.on("tools/call", turn -> {
            String body = turn.request().body().text();
            turn.result(
                    body.contains("inputResponses")
                            ? text(body)
                            : "{\"resultType\":\"input_required\",\"requestState\":\"s \\\"1\\\"\",\"inputRequests\":"
                                    + "{\"k\":{\"method\":\"" + method + "\",\"params\":" + params + "}}}");
        });
        return stub;
    }

    /// A legacy server that asks over the stream of the call, then says what it got.
    private StubServer legacy(String method, String params) throws Exception {
        StubServer stub = new StubServer(bed.engine, false);
        stub.on("tools/call", turn -> {
            EventStream[] stream = new EventStream[1];
            CompletableFuture<Slice> answered = new CompletableFuture<>();
            stream[0] = StubServer.ask(stub, turn, method, params, answered::complete);
            answered.thenAccept(answer -> {
                stream[0].send(Response.result(text(answer.text()))
                        .withId(turn.request().id()));
                stream[0].end();
            });
        });
        return stub;
    }

    private static String text(String text) {
        return "{\"content\":[{\"type\":\"text\",\"text\":" + io.gatehouse.protocol.Json.quote(text) + "}]}";
    }

    private String called(StubServer stub) throws Exception {
        try (stub;
                ToolSource source = bed.source(stub.url("a.example"), null, model)) {
            source.tools();
            return call(source, "echo");
        }
    }

    @Test
    void aFormIsDeclinedInBothEras() throws Exception {
        for (StubServer stub : List.of(modern("elicitation/create", FORM), legacy("elicitation/create", FORM))) {
            assertThat(called(stub)).contains("\\\"action\\\":\\\"decline\\\"").doesNotContain("isError");
        }
        assertThat(sampled).isEmpty();
    }

    @Test
    void theStateOfTheServerComesBackAsItWas() throws Exception {
        assertThat(called(modern("elicitation/create", FORM)))
                .contains("\\\"requestState\\\":\\\"s \\\\\\\"1\\\\\\\"\\\"");
    }

    @Test
    void samplingIsRefusedUnlessTheOperatorAllowsIt() throws Exception {
        assertThat(called(modern("sampling/createMessage", SAMPLE)))
                .contains("\"isError\":true")
                .contains("sampling/createMessage");
        assertThat(called(legacy("sampling/createMessage", SAMPLE)))
                .contains("no client that could answer sampling/createMessage")
                .doesNotContain("isError");
        assertThat(sampled).isEmpty();
    }

    @Test
    void theModelOfTheRequestAnswersWhereTheOperatorAllowsIt() throws Exception {
        bed.asks(new Asks(true, 16, 1_000));
        for (StubServer stub :
                List.of(modern("sampling/createMessage", SAMPLE), legacy("sampling/createMessage", SAMPLE))) {
            sampled.clear();
            assertThat(called(stub))
                    .contains("\\\"content\\\":{\\\"type\\\":\\\"text\\\",\\\"text\\\":\\\"2\\\"}")
                    .contains("endTurn")
                    .doesNotContain("isError");
            assertThat(CanonicalJson.text(sampled.getFirst()))
                    .isEqualTo("{\"max_tokens\":1000,\"system\":\"Be brief.\",\"messages\":[{\"role\":\"user\","
                            + "\"content\":[{\"type\":\"text\",\"text\":\"What is two?\"}]}],"
                            + "\"stop_sequences\":[\"x\"]}");
        }
    }

    @Test
    void aServerIsToldThatItMaySampleOnlyWhereItMay() throws Exception {
        StubServer modern = modern("elicitation/create", FORM);
        called(modern);
        assertThat(modern.asked("tools/call").getFirst().body()).contains("clientCapabilities\":{}");
        bed.asks(new Asks(true, 16, 1_000));
        StubServer sampling = modern("elicitation/create", FORM);
        called(sampling);
        assertThat(sampling.asked("tools/call").getFirst().body()).contains("clientCapabilities\":{\"sampling\":{}}");
        StubServer legacy = legacy("sampling/createMessage", SAMPLE);
        called(legacy);
        assertThat(legacy.asked("initialize").getFirst().body()).contains("\"capabilities\":{}");
        assertThat(legacy.asked("initialize").getLast().body()).contains("\"capabilities\":{\"sampling\":{}}");
    }

    /// A request of some caller to a server that may ask, with so many calls.
    private void asks(StubServer stub, String caller, int calls) throws Exception {
        try (ToolSource source = bed.sources.resolve(
                SourceBed.server(stub.url("a.example"), null), Caller.ofKey(caller), SourceBed.REQUEST, model)) {
            source.tools();
            for (int at = 0; at < calls; at++) {
                call(source, "echo");
            }
        }
    }

    private static long sampling(StubServer stub) {
        return stub.asked("initialize").stream()
                .filter(asked -> asked.body().contains("\"sampling\""))
                .count();
    }

    @Test
    void aServerThatMayAskKeepsItsConnectionForTheNextRequestOfTheSameCaller() throws Exception {
        bed.asks(new Asks(true, 16, 1_000));
        try (StubServer stub = legacy("sampling/createMessage", SAMPLE)) {
            asks(stub, "alice", 2);
            asks(stub, "alice", 1);
            assertThat(sampling(stub)).isEqualTo(1);
            asks(stub, "bob", 1);
            assertThat(sampling(stub)).isEqualTo(2);
            asks(stub, "alice", 1);
            assertThat(sampling(stub)).isEqualTo(2);
            assertThat(stub.asked("DELETE")).isEmpty();
        }
    }

    @Test
    void twoRequestsAtOnceShareNoConnectionAndOnlyAFewWait() throws Exception {
        bed.asks(new Asks(true, 16, 1_000));
        try (StubServer stub = legacy("sampling/createMessage", SAMPLE)) {
            List<ToolSource> open = new ArrayList<>();
            for (int at = 0; at < 6; at++) {
                ToolSource source = bed.source(stub.url("a.example"), null, model);
                source.tools();
                call(source, "echo");
                open.add(source);
            }
            assertThat(sampling(stub)).isEqualTo(6);
            open.forEach(ToolSource::close);
            SourceBed.until("ended", () -> stub.asked("DELETE").size() == 2);
            asks(stub, "alice", 1);
            assertThat(sampling(stub)).isEqualTo(6);
        }
    }

    @Test
    void whatNobodyCanAnswerEndsTheCall() throws Exception {
        bed.asks(new Asks(true, 16, 1_000));
        for (String params : List.of(
                "{\"messages\":[],\"maxTokens\":1}",
                "{\"messages\":[{\"role\":\"user\",\"content\":{\"type\":\"audio\",\"data\":\"\"}}],\"maxTokens\":1}",
                "{\"messages\":[{\"role\":\"system\",\"content\":{\"type\":\"text\",\"text\":\"\"}}],\"maxTokens\":1}",
                "7")) {
            assertThat(called(modern("sampling/createMessage", params)))
                    .as(params)
                    .contains("\"isError\":true");
        }
        String tools =
                "{\"tools\":[],\"messages\":[{\"role\":\"user\",\"content\":{\"type\":\"text\",\"text\":\"x\"}}]}";
        assertThat(called(modern("sampling/createMessage", tools)))
                .as("sampling.tools is not declared")
                .contains("-32021");
        assertThat(called(modern("roots/list", "{}")))
                .contains("\"isError\":true")
                .contains("roots/list");
        assertThat(sampled).isEmpty();
    }

    @Test
    void aServerThatAsksForEverIsStopped() throws Exception {
        bed.asks(new Asks(false, 3, 1_000));
        StubServer stub = new StubServer(bed.engine, true);
        stub.on(
                "tools/call",
                turn -> turn.result("{\"resultType\":\"input_required\",\"inputRequests\":{\"k\":"
                        + "{\"method\":\"elicitation/create\",\"params\":" + FORM + "}}}"));
        assertThat(called(stub)).contains("\"isError\":true").contains("more than 3 questions");
        assertThat(stub.asked("tools/call")).hasSize(4);
        StubServer silent = new StubServer(bed.engine, true);
        silent.on("tools/call", turn -> turn.result("{\"resultType\":\"input_required\",\"requestState\":\"again\"}"));
        assertThat(called(silent)).contains("more than 3 questions");
        assertThat(silent.asked("tools/call")).hasSize(4);
    }

    @Test
    void manyQuestionsAtOnceCountOneByOne() throws Exception {
        bed.asks(new Asks(true, 3, 1_000));
        StringBuilder asks = new StringBuilder();
        for (int index = 0; index < 50; index++) {
            asks.append(index == 0 ? "" : ",")
                    .append("\"k" + index + "\":{\"method\":\"sampling/createMessage\",\"params\":" + SAMPLE + "}");
        }
        StubServer stub = new StubServer(bed.engine, true);
        stub.on(
                "tools/call",
                turn -> turn.result("{\"resultType\":\"input_required\",\"inputRequests\":{" + asks + "}}"));
        assertThat(called(stub)).contains("more than 3 questions");
        assertThat(sampled).hasSize(3);
    }

    @Test
    void cancellingTheCallInterruptsTheModel() throws Exception {
        bed.asks(new Asks(true, 16, 1_000));
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        Sampler slow = body -> {
            asked.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException cancelled) {
                interrupted.countDown();
                throw cancelled;
            }
            return body;
        };
        try (StubServer stub = modern("sampling/createMessage", SAMPLE);
                ToolSource source = bed.source(stub.url("a.example"), null, slow)) {
            source.tools();
            CompletableFuture<Response> running = source.call("echo", Trees.object());
            assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
            running.cancel(true);
            assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(stub.asked("tools/call")).hasSize(1);
        }
    }

    @Test
    void aModelThatFailsEndsTheCallWithAnErrorAndNotTheRequest() throws Exception {
        bed.asks(new Asks(true, 16, 1_000));
        Sampler broken = body -> {
            throw new ApiException(ApiError.overloaded("too much"));
        };
        try (StubServer stub = modern("sampling/createMessage", SAMPLE);
                ToolSource source = bed.source(stub.url("a.example"), null, broken)) {
            source.tools();
            assertThat(call(source, "echo")).contains("\"isError\":true");
        }
    }

    @Test
    void aConfiguredServerIsAnsweredAsWell() throws Exception {
        try (StubServer stub = legacy("elicitation/create", FORM)) {
            bed.serves(http("crm", stub.url("127.0.0.1"), Map.of()).build());
            try (ToolSource source = bed.source("gatehouse://server/crm", null)) {
                source.tools();
                assertThat(call(source, "echo")).contains("decline");
            }
        }
    }
}
