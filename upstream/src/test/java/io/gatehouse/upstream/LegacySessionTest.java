package io.gatehouse.upstream;

import static io.gatehouse.upstream.HandMadeServer.json;
import static io.gatehouse.upstream.HandMadeServer.response;
import static io.gatehouse.upstream.HandMadeServer.utf8;
import static io.gatehouse.upstream.UpstreamsFixture.call;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.http.ClientSettings;
import io.gatehouse.http.EventStream;
import io.gatehouse.protocol.Failure.Outcome;
import io.gatehouse.protocol.Request;
import io.gatehouse.upstream.CallFailure.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Sessions of legacy servers, their streams, and going on with streams.
final class LegacySessionTest extends UpstreamTest {
    @Test
    void anExpiredSessionIsMadeAnewOnceForAllCalls() throws Exception {
        HandMadeServer server = HandMadeServer.legacy(fixture.engine);
        server.on("tools/call", (http, request) -> json(http, request, "{\"content\":[]}"));
        Upstream upstream = fixture.start(server);
        server.forgetSession();
        List<RecordingExchange> calls = new ArrayList<>();
        for (int count = 0; count < 20; count++) {
            calls.add(call(upstream, RecordingExchange.LEGACY, Wire.echo()));
        }
        for (RecordingExchange exchange : calls) {
            assertThat(exchange.response().failed()).isFalse();
        }
        assertThat(server.sessions()).isEqualTo(2);
    }

    @Test
    void aSessionRefusedWith400IsMadeAnewToo() throws Exception {
        HandMadeServer server = HandMadeServer.legacy(fixture.engine);
        server.on("tools/call", (http, request) -> {
            if (http.header("mcp-session-id").equals("session-1")) {
                http.respond(
                        400,
                        "application/json",
                        utf8(
                                "{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32000,\"message\":\"Bad Request: No valid session ID"
                                        + " provided\"},\"id\":null}"));
            } else {
                json(http, request, "{\"content\":[]}");
            }
        });
        Upstream upstream = fixture.start(server);
        assertThat(call(upstream, RecordingExchange.LEGACY, Wire.echo())
                        .response()
                        .failed())
                .isFalse();
        assertThat(server.sessions()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 410, 401})
    void aForgottenSessionIsMadeAnewAndTheCallGoesAgain(int status) throws Exception {
        HandMadeServer server = HandMadeServer.legacy(fixture.engine);
        server.on("tools/call", (http, request) -> json(http, request, "{\"content\":[]}"));
        Upstream upstream = fixture.start(server);
        server.forgetSession(status);
        assertThat(call(upstream, RecordingExchange.LEGACY, Wire.echo())
                        .response()
                        .failed())
                .isFalse();
        assertThat(server.sessions()).isEqualTo(2);
        assertThat(server.received("tools/call")).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"503", "500", "200", "200 stream"})
    void anErrorThatSpeaksOfTheSessionReplacesItUnderAnyStatus(String how) throws Exception {
        HandMadeServer server = HandMadeServer.legacy(fixture.engine);
        String lost = "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32001,\"message\":\"Session not found\"}}";
        server.on("tools/call", (http, request) -> {
            if (!http.header("mcp-session-id").equals("session-1")) {
                json(http, request, "{\"content\":[]}");
            } else if (how.endsWith("stream")) {
                EventStream stream = http.events();
                stream.send(utf8(lost));
                stream.end();
            } else {
                http.responseHeader("Retry-After", "1");
                http.respond(Integer.parseInt(how), "application/json", utf8(lost));
            }
        });
        Upstream upstream = fixture.start(server);
        CallFailure failure =
                call(upstream, RecordingExchange.LEGACY, Wire.echo()).failure();
        assertThat(failure.outcome()).isEqualTo(Outcome.SENT_OUTCOME_UNKNOWN);
        assertThat(server.received("tools/call")).hasSize(1);
        assertThat(call(upstream, RecordingExchange.LEGACY, Wire.echo())
                        .response()
                        .failed())
                .isFalse();
        assertThat(server.sessions()).isEqualTo(2);
    }

    @Test
    void aReadingCallWhoseSessionIsNotFoundGoesAgainUnderStatus200() throws Exception {
        HandMadeServer server = HandMadeServer.legacy(fixture.engine);
        server.on("tools/call", (http, request) -> json(http, request, "{\"content\":[]}"));
        Upstream upstream = fixture.start(server);
        server.forgetSession(200);
        RecordingExchange exchange = new RecordingExchange(RecordingExchange.LEGACY);
        upstream.request(Wire.echo(), exchange, CallOptions.READING);
        assertThat(exchange.response().failed()).isFalse();
        assertThat(server.sessions()).isEqualTo(2);
    }

    @Test
    void anErrorOfAToolThatSpeaksOfASessionIsItsAnswer() throws Exception {
        HandMadeServer server = HandMadeServer.legacy(fixture.engine);
        List<String> errors = List.of(
                "{\"code\":-32001,\"message\":\"Request timed out\"}",
                "{\"code\":-32603,\"message\":\"the browser session is over\"}");
        server.on(
                "tools/call",
                (http, request) -> http.respond(
                        200,
                        "application/json",
                        utf8("{\"jsonrpc\":\"2.0\",\"id\":" + request.id().text() + ",\"error\":"
                                + errors.get(server.received("tools/call").size() - 1) + "}")));
        Upstream upstream = fixture.start(server);
        for (int count = 0; count < errors.size(); count++) {
            assertThat(call(upstream, RecordingExchange.LEGACY, Wire.echo())
                            .response()
                            .failed())
                    .isTrue();
        }
        assertThat(server.sessions()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"403 Forbidden", "429 Too many sessions"})
    void aRefusalWithTheCodeOfALostSessionThatMeansSomethingElseKeepsTheSession(String how) throws Exception {
        HandMadeServer server = HandMadeServer.legacy(fixture.engine);
        server.on(
                "tools/call",
                (http, request) -> http.respond(
                        Integer.parseInt(how.substring(0, 3)),
                        "application/json",
                        utf8("{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32001,\"message\":\""
                                + how.substring(4) + "\"}}")));
        Upstream upstream = fixture.start(server);
        assertThat(call(upstream, RecordingExchange.LEGACY, Wire.echo())
                        .failure()
                        .kind())
                .isIn(Kind.DENIED, Kind.RATE_LIMITED);
        assertThat(server.received("tools/call")).hasSize(1);
        assertThat(server.sessions()).isEqualTo(1);
    }

    @Test
    void a401ThatAFreshCredentialDoesNotCureGreetsAnewOnce() throws Exception {
        HandMadeServer server = HandMadeServer.legacy(fixture.engine);
        server.on("tools/call", (http, request) -> http.respond(401));
        Upstream upstream = fixture.start(server);
        assertThat(call(upstream, RecordingExchange.LEGACY, Wire.echo())
                        .failure()
                        .kind())
                .isEqualTo(Kind.DENIED);
        assertThat(server.received("tools/call")).hasSize(2);
        assertThat(server.sessions()).isEqualTo(2);
    }

    @Test
    void aCallRefusedWith503AfterARestartGoesAgainOnlyWhereThatDoesNoHarm() throws Exception {
        HandMadeServer server = HandMadeServer.legacy(fixture.engine);
        server.on("tools/call", (http, request) -> json(http, request, "{\"content\":[]}"));
        Upstream upstream = fixture.start(server);
        server.forgetSession(503);
        CallFailure failure =
                call(upstream, RecordingExchange.LEGACY, Wire.echo()).failure();
        assertThat(failure.outcome()).isEqualTo(Outcome.SENT_OUTCOME_UNKNOWN);
        assertThat(failure.caller().happened()).contains("HTTP 503");
        assertThat(server.received("tools/call")).hasSize(1);
        assertThat(server.sessions()).isEqualTo(2);
        assertThat(call(upstream, RecordingExchange.LEGACY, Wire.echo())
                        .response()
                        .failed())
                .isFalse();
    }

    @Test
    void aReadingCallRefusedWith503AfterARestartGoesAgain() throws Exception {
        HandMadeServer server = HandMadeServer.legacy(fixture.engine);
        server.on("tools/call", (http, request) -> json(http, request, "{\"content\":[]}"));
        Upstream upstream = fixture.start(server);
        server.forgetSession(503);
        RecordingExchange exchange = new RecordingExchange(RecordingExchange.LEGACY);
        upstream.request(Wire.echo(), exchange, CallOptions.READING);
        assertThat(exchange.response().failed()).isFalse();
        assertThat(server.received("tools/call")).hasSize(2);
        assertThat(server.sessions()).isEqualTo(2);
    }

    @Test
    void anOverloadedServerIsNotAskedForSessions() throws Exception {
        HandMadeServer server = HandMadeServer.legacy(fixture.engine);
        server.on("tools/call", (http, request) -> {
            if (server.received("tools/call").size() == 1) {
                http.responseHeader("Retry-After", "7");
            }
            http.respond(503);
        });
        Upstream upstream = fixture.start(server);
        assertThat(call(upstream, RecordingExchange.LEGACY, Wire.echo())
                        .failure()
                        .nextTry())
                .isNotNull();
        assertThat(server.sessions()).isEqualTo(1);
        for (int count = 0; count < 3; count++) {
            assertThat(call(upstream, RecordingExchange.LEGACY, Wire.echo())
                            .failure()
                            .outcome())
                    .isEqualTo(Outcome.SENT_OUTCOME_UNKNOWN);
        }
        assertThat(server.sessions()).isEqualTo(2);
    }

    @Test
    void a401IsFinalForATokenThatCameWithARequest() throws Exception {
        HandMadeServer server = HandMadeServer.legacy(fixture.engine);
        Upstream upstream = fixture.start(ServerSettings.of(
                "s",
                new Transport.Http(
                        server.url(),
                        false,
                        Map.of("Authorization", "Bearer of-the-request"),
                        null,
                        ClientSettings.defaults(),
                        Transport.Credential.REQUEST)));
        server.forgetSession(401);
        CallFailure failure =
                call(upstream, RecordingExchange.LEGACY, Wire.echo()).failure();
        assertThat(failure.kind()).isEqualTo(Kind.DENIED);
        assertThat(failure.caller().text()).contains("authorization_token");
        assertThat(server.received("tools/call")).hasSize(1);
        assertThat(server.sessions()).isEqualTo(1);
    }

    @Test
    void aServerThatForgetsEverySessionIsNotAskedForEver() throws Exception {
        HandMadeServer server = HandMadeServer.legacy(fixture.engine);
        server.on("tools/call", (http, request) -> http.respond(404));
        Upstream upstream = fixture.start(server);
        assertThat(call(upstream, RecordingExchange.LEGACY, Wire.echo())
                        .failure()
                        .kind())
                .isEqualTo(Kind.REFUSED);
        assertThat(server.received("tools/call")).hasSize(2);
    }

    @Test
    void anUnknownMethodSaysNothingAboutTheSession() throws Exception {
        HandMadeServer server = HandMadeServer.legacy(fixture.engine);
        server.on(
                "x/unknown",
                (http, request) -> http.respond(
                        404,
                        "application/json",
                        utf8("{\"jsonrpc\":\"2.0\",\"id\":" + request.id().text()
                                + ",\"error\":{\"code\":-32601,\"message\":\"unknown\"}}")));
        Upstream upstream = fixture.start(server);
        Request request = Request.of("1", "x/unknown", null);
        assertThat(call(upstream, RecordingExchange.LEGACY, request).response().errorCode())
                .isEqualTo(-32601);
        assertThat(server.sessions()).isEqualTo(1);
    }

    @Test
    void theSessionIsEndedOnClose() throws Exception {
        HandMadeServer server = HandMadeServer.legacy(fixture.engine);
        fixture.start(server);
        fixture.upstreams.close();
        assertThat(server.received("DELETE")).hasSize(1);
        assertThat(server.received("DELETE").getFirst().header("mcp-session-id"))
                .isEqualTo("session-1");
    }

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
    void aStreamThatEndsIsOpenedAgain() throws Exception {
        HandMadeServer server = HandMadeServer.legacy(fixture.engine);
        fixture.start(server);
        Wire.until("a stream", () -> server.streams().size() == 1);
        server.streams().getFirst().send(null, "7", utf8("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/x\"}"));
        server.streams().getFirst().end();
        Wire.until("another", () -> server.received("GET").size() == 2);
        assertThat(server.received("GET").get(1).header("last-event-id")).isEqualTo("7");
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
        assertThat(upstream.state().phase()).isEqualTo(Phase.READY);
        assertThat(server.received("GET")).hasSize(1);
    }

    @Test
    void aStreamClosedBeforeTheAnswerIsResumedAfterTheTimeThatTheServerWants() throws Exception {
        HandMadeServer server = HandMadeServer.legacy(fixture.engine);
        List<String> id = new java.util.concurrent.CopyOnWriteArrayList<>();
        List<Long> times = new java.util.concurrent.CopyOnWriteArrayList<>();
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
        List<Runnable> waiting = new java.util.concurrent.CopyOnWriteArrayList<>();
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
