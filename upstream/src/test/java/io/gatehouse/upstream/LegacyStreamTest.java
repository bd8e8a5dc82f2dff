package io.gatehouse.upstream;

import static io.gatehouse.upstream.HandMadeServer.json;
import static io.gatehouse.upstream.HandMadeServer.response;
import static io.gatehouse.upstream.HandMadeServer.utf8;
import static io.gatehouse.upstream.UpstreamsFixture.call;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.http.EventStream;
import io.gatehouse.protocol.Request;
import io.gatehouse.upstream.call.CallFailure;
import io.gatehouse.upstream.call.CallFailure.Kind;
import io.gatehouse.upstream.call.ServerPhase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Streams of legacy servers: what comes on them, how they go on, and the questions that they carry.
final class LegacyStreamTest extends UpstreamTest {
    @Test
    void aChangeOnTheStreamListsAnew() throws Exception {
        HandMadeServer server = HandMadeServer.legacy(fixture.engine);
        Upstream upstream = fixture.start(server);
        Wire.until("a stream", () -> server.streams().size() == 1);
        int heard = fixture.listChanges.get();
        server.on("tools/list", (http, request) -> json(http, request, "{\"tools\":[{\"name\":\"other\"}]}"));
        server.streams().getFirst().send(utf8("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/tools/list_changed\"}"));
        Wire.until("heard", () -> fixture.listChanges.get() > heard);
        assertThat(HandMadeServer.names(upstream.snapshot().tools())).containsExactly("other");
    }

    @Test
    void progressOnTheStreamIsToldUnderTheTokenOfItsCallWhileThatRuns() throws Exception {
        HandMadeServer server = HandMadeServer.legacy(fixture.engine);
        List<Runnable> held = new CopyOnWriteArrayList<>();
        List<String> tokens = new CopyOnWriteArrayList<>();
        server.on("tools/call", (http, request) -> {
            tokens.add(request.progressToken().text());
            held.add(() -> json(http, request, "{\"content\":[]}"));
        });
        Upstream upstream = fixture.start(server);
        Wire.until("a stream", () -> server.streams().size() == 1);
        RecordingExchange call = call(
                upstream,
                RecordingExchange.LEGACY,
                Request.of("5", "tools/call", "{\"name\":\"echo\",\"_meta\":{\"progressToken\":\"mine\"}}"));
        Wire.until("called", () -> !held.isEmpty());
        byte[] progress =
                utf8("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":{\"progressToken\":"
                        + tokens.getFirst() + ",\"progress\":1}}");

        server.streams().getFirst().send(progress);
        Wire.until("told", () -> call.notifications.size() == 1);
        assertThat(call.notifications.getFirst().body().text()).contains("\"progressToken\":\"mine\"");

        held.getFirst().run();
        call.response();
        int before = server.received("tools/list").size();
        server.streams().getFirst().send(progress);
        server.streams().getFirst().send(utf8("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/tools/list_changed\"}"));
        Wire.until(
                "what came later is heard", () -> server.received("tools/list").size() > before);
        assertThat(call.notifications).hasSize(1);
    }

    @Test
    void aStreamThatEndsIsOpenedAgain() throws Exception {
        HandMadeServer server = HandMadeServer.legacy(fixture.engine);
        fixture.start(server);
        Wire.until("a stream", () -> server.streams().size() == 1);
        server.streams().getFirst().send(null, "7", utf8("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/x\"}"));
        server.streams().getFirst().end();
        Wire.until("another", () -> server.received("GET").size() == 2);
        assertThat(server.received("GET").get(1).header("last-event-id")).isEqualTo("7");
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 410, 401, 503, 400})
    void aStreamThatIsRefusedBecauseTheSessionIsForgottenGetsAnotherSession(int status) throws Exception {
        HandMadeServer server = HandMadeServer.legacy(fixture.engine);
        fixture.start(server);
        Wire.until("a stream", () -> server.streams().size() == 1);
        server.forgetSession(status);
        server.streams().getFirst().end();
        Wire.until("another", () -> server.sessions() == 2 && server.streams().size() == 1);
    }

    @Test
    void aServerWithoutAStreamIsLeftAlone() throws Exception {
        HandMadeServer server = HandMadeServer.legacy(fixture.engine);
        server.on("GET", (http, request) -> http.respond(405));
        server.on("tools/call", (http, request) -> json(http, request, "{\"content\":[]}"));
        Upstream upstream = fixture.start(server);
        assertThat(call(upstream, RecordingExchange.LEGACY, Wire.echo())
                        .response()
                        .failed())
                .isFalse();
        assertThat(upstream.state().phase()).isEqualTo(ServerPhase.READY);
        assertThat(server.received("GET")).hasSize(1);
    }

    /// The first call of a session waited two seconds for servers like those of the Java SDK, which answer a
    /// request for their stream only once they have something to say on it.
    @Test
    void aStreamThatIsNotAnsweredDoesNotDelayTheFirstCallOfASession() throws Exception {
        HandMadeServer server = HandMadeServer.legacy(fixture.engine);
        server.on("GET", (http, request) -> {});
        server.on("tools/call", (http, request) -> json(http, request, "{\"content\":[]}"));
        Upstream upstream = fixture.start(server);
        assertThat(call(upstream, new TestSession("one").peer("{\"elicitation\":{}}"), Wire.echo())
                        .response()
                        .failed())
                .isFalse();
        List<HandMadeServer.Received> received = server.received();
        assertThat(server.received("ping")).hasSize(1);
        assertThat(received.indexOf(server.received("ping").getFirst()))
                .isGreaterThan(received.indexOf(server.received("GET").getLast()))
                .isLessThan(received.indexOf(server.received("tools/call").getFirst()));
    }

    @Test
    void aStreamClosedBeforeTheAnswerIsResumedAfterTheTimeThatTheServerWants() throws Exception {
        HandMadeServer server = HandMadeServer.legacy(fixture.engine);
        List<String> id = new CopyOnWriteArrayList<>();
        List<Long> times = new CopyOnWriteArrayList<>();
        server.on("tools/call", (http, request) -> {
            id.add(request.id().text());
            EventStream stream = http.events();
            stream.send(null, "e-1", new byte[0]);
            stream.retry(400);
            times.add(System.nanoTime());
            stream.end();
        });
        server.on("GET", (http, request) -> {
            EventStream stream = http.events();
            if ("e-1".equals(http.header("last-event-id"))) {
                times.add(System.nanoTime());
                stream.send(null, "e-2", new byte[0]);
                stream.end();
            } else if ("e-2".equals(http.header("last-event-id"))) {
                stream.send(utf8(response(
                        Wire.request("{\"jsonrpc\":\"2.0\",\"id\":" + id.getFirst() + ",\"method\":\"x\"}"),
                        "{\"content\":[]}")));
                stream.end();
            }
        });
        Upstream upstream = fixture.start(server);
        assertThat(call(upstream, RecordingExchange.LEGACY, Wire.echo())
                        .response()
                        .failed())
                .isFalse();
        assertThat(times.get(1) - times.get(0)).isGreaterThan(380_000_000L);
        assertThat(server.received("tools/call")).hasSize(1);
    }

    @Test
    void aStreamThatCannotBeResumedBreaksOff() throws Exception {
        HandMadeServer server = HandMadeServer.legacy(fixture.engine);
        server.on("tools/call", (http, request) -> {
            EventStream stream = http.events();
            stream.send(null, "e-1", new byte[0]);
            stream.retry(10);
            stream.end();
        });
        server.on("GET", (http, request) -> http.respond(405));
        Upstream upstream = fixture.start(server);
        assertThat(call(upstream, RecordingExchange.LEGACY, Wire.echo())
                        .failure()
                        .kind())
                .isEqualTo(Kind.BROKEN_OFF);
    }

    @Test
    void aRequestOfTheServerOnACallGoesToThatClientAndBack() throws Exception {
        HandMadeServer server = HandMadeServer.legacy(fixture.engine);
        asking(server);
        var peer = new io.gatehouse.protocol.Peer(
                io.gatehouse.protocol.Revision.R2025_11_25,
                Wire.object("{\"elicitation\":{}}"),
                null,
                io.gatehouse.protocol.Caller.ANONYMOUS,
                null);
        RecordingExchange exchange = call(fixture.start(server), peer, Wire.echo());
        assertThat(exchange.response().failed()).isFalse();
        assertThat(exchange.asked).hasSize(1);
        HandMadeServer.Received answer = server.received().stream()
                .filter(message -> message.body().contains("accept"))
                .findFirst()
                .orElseThrow();
        assertThat(answer.body()).contains("\"id\":\"ask-1\"");
    }

    @Test
    void aQuestionThatTheClientCannotAnswerIsRefusedAndTheCallGoesOn() throws Exception {
        HandMadeServer server = HandMadeServer.legacy(fixture.engine);
        asking(server);
        Upstream upstream = fixture.start(server);
        for (var peer : List.of(RecordingExchange.LEGACY, RecordingExchange.MODERN)) {
            assertThat(call(upstream, peer, Wire.echo()).response().failed()).isFalse();
        }
        assertThat(server.received())
                .anyMatch(message ->
                        message.body().contains("\"ask-1\"") && message.body().contains("-32601"));
    }

    @Test
    void aQuestionIsMentionedWhenTheCallFailsAfterIt() throws Exception {
        HandMadeServer server = HandMadeServer.legacy(fixture.engine);
        server.on("tools/call", (http, request) -> {
            EventStream stream = http.events();
            stream.send(
                    utf8("{\"jsonrpc\":\"2.0\",\"id\":\"ask-1\",\"method\":\"sampling/createMessage\",\"params\":{}}"));
            stream.end();
        });
        server.on("response", (http, request) -> http.respond(202));
        CallFailure failure = call(fixture.start(server), RecordingExchange.LEGACY, Wire.echo())
                .failure();
        assertThat(failure.kind()).isEqualTo(Kind.BROKEN_OFF);
        assertThat(failure.caller().happened()).contains("before that it asked for sampling/createMessage");
    }

    private static void asking(HandMadeServer server) {
        List<Runnable> waiting = new CopyOnWriteArrayList<>();
        server.on("tools/call", (http, request) -> {
            EventStream stream = http.events();
            stream.send(utf8("{\"jsonrpc\":\"2.0\",\"id\":\"ask-1\",\"method\":\"elicitation/create\",\"params\":{}}"));
            waiting.add(() -> {
                stream.send(utf8(response(request, "{\"content\":[]}")));
                stream.end();
            });
        });
        server.on("response", (http, request) -> {
            http.respond(202);
            waiting.forEach(Runnable::run);
            waiting.clear();
        });
    }
}
