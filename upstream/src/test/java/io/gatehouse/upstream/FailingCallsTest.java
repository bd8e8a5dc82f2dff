package io.gatehouse.upstream;

import static io.gatehouse.upstream.HandMadeServer.utf8;
import static io.gatehouse.upstream.UpstreamsFixture.call;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.Failure.Outcome;
import io.gatehouse.upstream.call.CallFailure;
import io.gatehouse.upstream.call.CallFailure.Kind;
import io.gatehouse.upstream.call.ServerPhase;
import io.gatehouse.upstream.call.Told;
import io.gatehouse.upstream.settings.BreakerSettings;
import io.gatehouse.upstream.settings.ServerSettings;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

/// A server whose lists worked and whose calls all failed once counted as ready.
final class FailingCallsTest extends UpstreamTest {
    private final HandMadeServer.Answer works =
            (http, request) -> HandMadeServer.json(http, request, "{\"content\":[],\"resultType\":\"complete\"}");

    private void callTimes(Upstream upstream, int times) throws Exception {
        for (int count = 0; count < times; count++) {
            call(upstream, RecordingExchange.MODERN, Wire.echo()).failure();
        }
    }

    @Test
    void aServerThatListsAndFailsEveryCallIsNotReadyUntilOneSucceeds() throws Exception {
        try (HandMadeServer server = HandMadeServer.modern(fixture.engine)) {
            server.on("tools/call", (http, request) -> http.respond(500, "text/plain", utf8("no database")));
            ServerSettings unbroken = ServerSettings.builder("s", UpstreamsFixture.http(server))
                    .breakAfter(0)
                    .build();
            Upstream upstream = fixture.start(unbroken);
            callTimes(upstream, CallHealth.MOST_FAILURES - 1);
            assertThat(upstream.state().phase()).isEqualTo(ServerPhase.READY);
            callTimes(upstream, 1);
            Wire.until("failing", () -> upstream.state().phase() == ServerPhase.RETRYING);
            assertThat(upstream.state().problem())
                    .contains("the last 5 calls of server s failed", "500", "no database");
            assertThat(upstream.state().nextTry()).isNotNull();
            assertThat(HandMadeServer.names(upstream.snapshot().tools())).containsExactly("echo");

            int listed = server.received("tools/list").size();
            upstream.refresh();
            Wire.until("listed again", () -> server.received("tools/list").size() > listed);
            callTimes(upstream, 1);
            assertThat(server.received("tools/call")).as("calls still go to it").hasSize(6);
            assertThat(upstream.state().phase()).as("lists alone do not help").isEqualTo(ServerPhase.RETRYING);

            server.on("tools/call", works);
            assertThat(call(upstream, RecordingExchange.MODERN, Wire.echo())
                            .response()
                            .failed())
                    .isFalse();
            Wire.until("ready", () -> upstream.state().phase() == ServerPhase.READY);
            assertThat(upstream.state().problem()).isNull();
        }
    }

    @Test
    void errorsThatTheServerItselfAnswersAreNoFailuresOfIt() throws Exception {
        try (HandMadeServer server = HandMadeServer.modern(fixture.engine)) {
            server.on("tools/call", (http, request) -> http.respond(503));
            Upstream upstream = fixture.start(server);
            for (int round = 0; round < 3; round++) {
                server.on("tools/call", (http, request) -> http.respond(503));
                callTimes(upstream, CallHealth.MOST_FAILURES - 1);
                server.on(
                        "tools/call",
                        (http, request) -> HandMadeServer.json(
                                http, request, "{\"content\":[],\"isError\":true,\"resultType\":\"complete\"}"));
                call(upstream, RecordingExchange.MODERN, Wire.echo()).response();
            }
            assertThat(upstream.state().phase()).isEqualTo(ServerPhase.READY);
        }
    }

    private static CircuitBreaker breaker() {
        return new CircuitBreaker(BreakerSettings.DEFAULT, InstantSource.system());
    }

    @Test
    void callsThatFailTogetherCountOnceAndATrialComesAfterAWhile() {
        int[] changes = {0};
        CallHealth health = new CallHealth(breaker(), () -> changes[0]++, () -> {});
        CallFailure failure = CallFailure.of(Kind.BROKEN_OFF, "s", Outcome.SENT_OUTCOME_UNKNOWN, Told.of("it ended"));
        long before = System.nanoTime();
        for (int count = 0; count < 20; count++) {
            health.failed(Caller.ANONYMOUS, failure, before);
        }
        assertThat(health.failing()).isNull();
        for (int count = 1; count < CallHealth.MOST_FAILURES; count++) {
            assertThat(health.failing()).isNull();
            health.failed(Caller.ANONYMOUS, failure, System.nanoTime());
        }
        assertThat(health.failing()).isSameAs(failure);
        health.trial();
        assertThat(health.failing()).isNull();
        health.failed(Caller.ANONYMOUS, failure, System.nanoTime());
        assertThat(health.failing()).as("one failure is enough on trial").isSameAs(failure);
        health.answered(Caller.ANONYMOUS);
        assertThat(health.failing()).isNull();
        assertThat(changes[0]).isEqualTo(4);
    }

    @Test
    void whatIsWrongWithOneCallSaysNothingOfTheServer() {
        CallHealth health = new CallHealth(breaker(), () -> {}, () -> {});
        for (int count = 0; count < 3 * CallHealth.MOST_FAILURES; count++) {
            for (Kind kind : new Kind[] {Kind.UNFIT, Kind.RATE_LIMITED, Kind.TOO_LARGE, Kind.CANCELLED, Kind.ASKED}) {
                health.failed(
                        Caller.ANONYMOUS,
                        CallFailure.of(kind, "s", Outcome.SENT_OUTCOME_UNKNOWN, Told.of("no")),
                        System.nanoTime());
            }
            health.failed(
                    Caller.ANONYMOUS,
                    CallFailure.of(Kind.REFUSED, "s", Outcome.NOT_SENT, Told.of("400")),
                    System.nanoTime());
        }
        assertThat(health.failing()).isNull();
    }
}
