package io.gatehouse.upstream;

import static io.gatehouse.upstream.HandMadeServer.json;
import static io.gatehouse.upstream.HandMadeServer.utf8;
import static io.gatehouse.upstream.UpstreamsFixture.call;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.http.ClientSettings;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.Failure.Outcome;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Revision;
import io.gatehouse.upstream.call.CallFailure;
import io.gatehouse.upstream.call.CallFailure.Kind;
import io.gatehouse.upstream.settings.ServerSettings;
import io.gatehouse.upstream.settings.Transport;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Each fault ends one call with a clear failure, and the next call works.
final class HttpFaultsTest extends UpstreamTest {
    @ParameterizedTest
    @CsvSource({
        "401, DENIED, NOT_SENT, credentials",
        "403, DENIED, NOT_SENT, credentials",
        "404, REFUSED, NOT_SENT, url",
        "429, RATE_LIMITED, NOT_SENT, less often",
        "500, REFUSED, SENT_OUTCOME_UNKNOWN, `gatehouse logs s`",
        "503, REFUSED, SENT_OUTCOME_UNKNOWN, `gatehouse logs s`"
    })
    void aStatusIsAClearRefusal(int status, Kind kind, Outcome outcome, String remedy) throws Exception {
        HandMadeServer server = HandMadeServer.modern(fixture.engine);
        server.on("tools/call", (http, request) -> {
            http.responseHeader("Retry-After", "7");
            http.respond(status, "text/plain", utf8("nope"));
        });
        Upstream upstream = fixture.start(server);
        CallFailure failure =
                call(upstream, RecordingExchange.MODERN, Wire.echo()).failure();
        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure.outcome()).isEqualTo(outcome);
        assertThat(failure.operator().happened()).contains("server s answered " + status + ": nope");
        assertThat(failure.operator().remedy()).contains(remedy);
        assertThat(failure.caller().text())
                .contains("Server s", "HTTP " + status)
                .doesNotContain("nope", "`");
        if (status == 429 || status == 503) {
            assertThat(failure.nextTry()).isAfter(Instant.now());
        } else {
            assertThat(failure.nextTry()).isNull();
        }
        works(server, upstream);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Fri, 31 Dec 999999999 23:59:59 GMT", "9999999", "99999999999999999999"})
    void aRetryAfterInTheFarFutureIsTakenAsADay(String retryAfter) throws Exception {
        HandMadeServer server = HandMadeServer.modern(fixture.engine);
        server.on("tools/call", (http, request) -> {
            http.responseHeader("Retry-After", retryAfter);
            http.respond(429, "text/plain", utf8("nope"));
        });
        CallFailure failure = call(fixture.start(server), RecordingExchange.MODERN, Wire.echo())
                .failure();
        assertThat(failure.kind()).isEqualTo(Kind.RATE_LIMITED);
        assertThat(failure.nextTry())
                .isBetween(
                        Instant.now().plus(Duration.ofHours(23)), Instant.now().plus(Duration.ofDays(1)));
    }

    @Test
    void aWebPageIsARefusal() throws Exception {
        HandMadeServer server = HandMadeServer.modern(fixture.engine);
        server.on("tools/call", (http, request) -> http.respond(200, "text/html", utf8("<html>Sign in</html>")));
        Upstream upstream = fixture.start(server);
        CallFailure failure =
                call(upstream, RecordingExchange.MODERN, Wire.echo()).failure();
        assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
        assertThat(failure.operator().happened()).contains("text/html").contains("a web page");
        assertThat(failure.caller().text()).isEqualTo("Server s answered without a message");
        works(server, upstream);
    }

    @Test
    void garbageAndForeignAnswersAreInvalid() throws Exception {
        HandMadeServer server = HandMadeServer.modern(fixture.engine);
        Upstream upstream = fixture.start(server);
        for (String body : new String[] {
            "{\"jsonrpc\":\"2.0\",\"id\":",
            "{}",
            "{\"jsonrpc\":\"2.0\",\"id\":999999,\"result\":{}}",
            "{\"jsonrpc\":\"2.0\",\"id\":\"1\",\"result\":{}}"
        }) {
            server.on("tools/call", (http, request) -> http.respond(200, "application/json", utf8(body)));
            CallFailure failure =
                    call(upstream, RecordingExchange.MODERN, Wire.echo()).failure();
            assertThat(failure.kind()).as(body).isEqualTo(Kind.INVALID_ANSWER);
            assertThat(failure.outcome()).isEqualTo(Outcome.SENT_OUTCOME_UNKNOWN);
        }
        server.on("tools/call", (http, request) -> http.respond(202));
        assertThat(call(upstream, RecordingExchange.MODERN, Wire.echo())
                        .failure()
                        .kind())
                .isEqualTo(Kind.INVALID_ANSWER);
        works(server, upstream);
    }

    @Test
    void anErrorOfTheServerIsItsAnswer() throws Exception {
        HandMadeServer server = HandMadeServer.modern(fixture.engine);
        server.on(
                "tools/call",
                (http, request) -> http.respond(
                        400,
                        "application/json",
                        utf8("{\"jsonrpc\":\"2.0\",\"id\":" + request.id().text()
                                + ",\"error\":{\"code\":-32602,\"message\":\"no\",\"data\":{\"x\":1.0}}}")));
        Upstream upstream = fixture.start(server);
        Response response =
                call(upstream, RecordingExchange.MODERN, Wire.echo()).response();
        assertThat(response.errorCode()).isEqualTo(-32602);
        assertThat(response.error().get("data").text()).isEqualTo("{\"x\":1.0}");
    }

    @Test
    void aServerThatNeverAnswersTimesOutAndIsTold() throws Exception {
        HandMadeServer server = HandMadeServer.legacy(fixture.engine);
        server.on("tools/call", (http, request) -> {});
        Upstream upstream = fixture.start(ServerSettings.builder("s", UpstreamsFixture.http(server))
                .callTimeout(Duration.ofMillis(300))
                .build());
        CallFailure failure =
                call(upstream, RecordingExchange.LEGACY, Wire.echo()).failure();
        assertThat(failure.kind()).isEqualTo(Kind.TIMED_OUT);
        assertThat(failure.outcome()).isEqualTo(Outcome.SENT_OUTCOME_UNKNOWN);
        Wire.until(
                "cancelled", () -> !server.received("notifications/cancelled").isEmpty());
        works(server, upstream);
    }

    @Test
    void progressExtendsTheTimeUpToTheLimit() throws Exception {
        HandMadeServer server = HandMadeServer.modern(fixture.engine);
        server.on("tools/call", (http, request) -> {
            var stream = http.events();
            String token = request.progressToken().text();
            var ticking = fixture.engine
                    .timers()
                    .every(
                            Duration.ofMillis(100),
                            () -> stream.send(utf8(
                                    "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":{\"progressToken\":"
                                            + token + ",\"progress\":1}}")));
            http.onClosed(ticking::cancel);
        });
        Upstream upstream = fixture.start(ServerSettings.builder("s", UpstreamsFixture.http(server))
                .callTimeout(Duration.ofMillis(500))
                .callLimit(Duration.ofMillis(1_500))
                .build());
        long began = System.nanoTime();
        RecordingExchange exchange = call(
                upstream,
                RecordingExchange.MODERN,
                io.gatehouse.protocol.Request.of(
                        "1", "tools/call", "{\"name\":\"echo\",\"_meta\":{\"progressToken\":5}}"));
        assertThat(exchange.failure().kind()).isEqualTo(Kind.TIMED_OUT);
        assertThat(Duration.ofNanos(System.nanoTime() - began))
                .isBetween(Duration.ofMillis(1_300), Duration.ofSeconds(5));
        assertThat(exchange.notifications).hasSizeGreaterThan(4);
    }

    @ParameterizedTest
    @CsvSource({"application/json, '{\"jsonrpc\":\"2.0\",\"id\"'", "text/event-stream, 'data: {\"jsonrpc\"'"})
    void anAnswerThatIsCutOffBreaksOff(String type, String part) throws Exception {
        try (RawServer raw = RawServer.modern(body -> new RawServer.Reply(
                "HTTP/1.1 200 OK\r\nContent-Type: " + type + "\r\nContent-Length: 500\r\n\r\n" + part,
                RawServer.After.CLOSE))) {
            Upstream upstream = fixture.start(ServerSettings.of("s", http(raw.url())));
            CallFailure failure =
                    call(upstream, RecordingExchange.MODERN, Wire.echo()).failure();
            assertThat(failure.kind()).isEqualTo(Kind.BROKEN_OFF);
            assertThat(failure.outcome()).isEqualTo(Outcome.SENT_OUTCOME_UNKNOWN);
            assertThat(raw.bodies.stream().filter(body -> body.contains("tools/call")))
                    .hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource({"''", "'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{'"})
    void aServerThatHangsIsCutOffByTheDeadline(String bytes) throws Exception {
        try (RawServer raw = RawServer.modern(body -> new RawServer.Reply(bytes, RawServer.After.HANG))) {
            Upstream upstream = fixture.start(ServerSettings.builder("s", http(raw.url()))
                    .callTimeout(Duration.ofMillis(300))
                    .build());
            assertThat(call(upstream, RecordingExchange.MODERN, Wire.echo())
                            .failure()
                            .kind())
                    .isEqualTo(Kind.TIMED_OUT);
        }
    }

    @Test
    void anAnswerPastTheBoundIsTooLarge() throws Exception {
        HandMadeServer server = HandMadeServer.modern(fixture.engine);
        server.on("tools/call", (http, request) -> json(http, request, "{\"x\":\"" + "x".repeat(20_000) + "\"}"));
        Transport.Http small = new Transport.Http(
                server.url(),
                false,
                Map.of(),
                null,
                ClientSettings.builder().maxBodyBytes(10_000).build());
        Upstream upstream = fixture.start(ServerSettings.of("s", small));
        assertThat(call(upstream, RecordingExchange.MODERN, Wire.echo())
                        .failure()
                        .kind())
                .isEqualTo(Kind.TOO_LARGE);
        works(server, upstream);
    }

    @Test
    void cancellingClosesTheStreamOfAModernServer() throws Exception {
        HandMadeServer server = HandMadeServer.modern(fixture.engine);
        var closed = new java.util.concurrent.CompletableFuture<Void>();
        server.on("tools/call", (http, request) -> {
            http.events();
            http.onClosed(() -> closed.complete(null));
        });
        Upstream upstream = fixture.start(server);
        RecordingExchange exchange = call(upstream, RecordingExchange.MODERN, Wire.echo());
        Wire.until("sent", () -> server.received("tools/call").size() == 1);
        exchange.cancel();
        assertThat(exchange.failure().kind()).isEqualTo(Kind.CANCELLED);
        closed.get(5, java.util.concurrent.TimeUnit.SECONDS);
    }

    @Test
    void cancellingTellsALegacyServerOurId() throws Exception {
        HandMadeServer server = HandMadeServer.legacy(fixture.engine);
        server.on("tools/call", (http, request) -> {});
        Upstream upstream = fixture.start(server);
        RecordingExchange exchange = call(upstream, RecordingExchange.LEGACY, Wire.echo());
        Wire.until("sent", () -> server.received("tools/call").size() == 1);
        exchange.cancel();
        Wire.until("told", () -> server.received("notifications/cancelled").size() == 1);
        String id = Wire.request(server.received("tools/call").getFirst().body())
                .id()
                .text();
        assertThat(server.received("notifications/cancelled").getFirst().body()).contains("\"requestId\":" + id + ",");
    }

    @Test
    void pastTheLimitCallsAreRefusedAtOnce() throws Exception {
        HandMadeServer server = HandMadeServer.modern(fixture.engine);
        server.on("tools/call", (http, request) -> {});
        Upstream upstream = fixture.start(ServerSettings.builder("s", UpstreamsFixture.http(server))
                .maxInFlight(1)
                .build());
        RecordingExchange first = call(upstream, RecordingExchange.MODERN, Wire.echo());
        assertThat(call(upstream, RecordingExchange.MODERN, Wire.echo())
                        .failure()
                        .kind())
                .isEqualTo(Kind.LIMIT);
        first.cancel();
        works(server, upstream);
    }

    @Test
    void oneCallerWhoseCallsHangLeavesSlotsToOthers() throws Exception {
        HandMadeServer server = HandMadeServer.modern(fixture.engine);
        server.on("tools/call", (http, request) -> {});
        Upstream upstream = fixture.start(ServerSettings.builder("s", UpstreamsFixture.http(server))
                .maxInFlight(4)
                .build());
        Peer greedy = new Peer(Revision.R2026_07_28, null, null, Caller.ofKey("greedy"), null);
        RecordingExchange first = call(upstream, greedy, Wire.echo());
        call(upstream, greedy, Wire.echo());
        CallFailure refused = call(upstream, greedy, Wire.echo()).failure();
        assertThat(refused.kind()).isEqualTo(Kind.LIMIT);
        assertThat(refused.caller().text()).isEqualTo("Server s accepts no more calls from this caller for now");
        assertThat(refused.operator().happened())
                .startsWith("caller greedy has reached its limit of calls in flight at server s");
        call(upstream, new Peer(Revision.R2026_07_28, null, null, Caller.ofKey("other"), null), Wire.echo());
        Wire.until("sent", () -> server.received("tools/call").size() == 3);
        first.cancel();
        call(upstream, greedy, Wire.echo());
        Wire.until("sent", () -> server.received("tools/call").size() == 4);
    }

    private static void works(HandMadeServer server, Upstream upstream) {
        server.on("tools/call", (http, request) -> json(http, request, "{\"content\":[]}"));
        assertThat(call(upstream, RecordingExchange.MODERN, Wire.echo())
                        .response()
                        .failed())
                .isFalse();
    }

    private static Transport.Http http(URI url) {
        return new Transport.Http(url, false, Map.of(), null, ClientSettings.defaults());
    }
}
