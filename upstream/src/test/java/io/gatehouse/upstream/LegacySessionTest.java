package io.gatehouse.upstream;

import static io.gatehouse.upstream.HandMadeServer.json;
import static io.gatehouse.upstream.HandMadeServer.utf8;
import static io.gatehouse.upstream.UpstreamsFixture.call;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.http.ClientSettings;
import io.gatehouse.http.EventStream;
import io.gatehouse.protocol.EditedRequest;
import io.gatehouse.protocol.Failure.Outcome;
import io.gatehouse.protocol.Request;
import io.gatehouse.upstream.call.CallFailure;
import io.gatehouse.upstream.call.CallFailure.Kind;
import io.gatehouse.upstream.call.CallOptions;
import io.gatehouse.upstream.settings.ServerSettings;
import io.gatehouse.upstream.settings.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Sessions of legacy servers: how they are lost, replaced and ended.
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

    /// mcp-remote#168: a load balancer knows by a cookie which node has the session.
    @Test
    void whatCookiesTheSessionBeganWithComeWithAllItsRequests() throws Exception {
        HandMadeServer server = HandMadeServer.legacy(fixture.engine);
        HandMadeServer.Answer initialize = server.answer("initialize");
        server.on("initialize", (http, request) -> {
            http.responseHeader("Set-Cookie", "AWSALB=a/b+c=; Expires=Wed, 21 Oct 2099 07:28:00 GMT; Path=/");
            http.responseHeader("Set-Cookie", "route=1; HttpOnly");
            http.responseHeader("Set-Cookie", "gone=x; Max-Age=0");
            initialize.give(http, request);
        });
        server.on("tools/call", (http, request) -> json(http, request, "{\"content\":[]}"));
        Upstream upstream = fixture.start(ServerSettings.of(
                "s",
                new Transport.Http(server.url(), false, Map.of("cookie", "own=2"), null, ClientSettings.defaults())));
        call(upstream, RecordingExchange.LEGACY, Wire.echo()).response();
        Wire.until("the stream", () -> !server.received("GET").isEmpty());
        for (String message : List.of("notifications/initialized", "tools/list", "tools/call", "GET")) {
            assertThat(server.received(message))
                    .isNotEmpty()
                    .allSatisfy(received ->
                            assertThat(received.header("cookie")).isEqualTo("own=2; AWSALB=a/b+c=; route=1"));
        }
        assertThat(server.received("initialize").getFirst().header("cookie")).isEqualTo("own=2");
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
        upstream.request(EditedRequest.unchanged(Wire.echo()), exchange, CallOptions.READING);
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
        upstream.request(EditedRequest.unchanged(Wire.echo()), exchange, CallOptions.READING);
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
}
