package io.gatehouse.upstream;

import static io.gatehouse.upstream.HandMadeServer.utf8;
import static io.gatehouse.upstream.UpstreamsFixture.call;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.protocol.Failure.Outcome;
import io.gatehouse.upstream.call.CallFailure;
import io.gatehouse.upstream.call.CallFailure.Kind;
import io.gatehouse.upstream.call.Told;
import io.gatehouse.upstream.settings.BreakerSettings;
import io.gatehouse.upstream.settings.ServerSettings;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/// Calls that are held back from a server at which they fail.
class CircuitBreakerTest extends UpstreamTest {
    private static final String A = "a";
    private static final String B = "b";
    private static final String C = "c";
    private static final Duration PAUSE = Duration.ofSeconds(10);

    private Instant now = Instant.parse("2030-01-01T00:00:00Z");
    private final CircuitBreaker breaker = new CircuitBreaker(new BreakerSettings(3, PAUSE), () -> now);

    private void fail(Kind kind, int times) {
        fail(A, kind, times);
    }

    private void fail(String account, Kind kind, int times) {
        for (int count = 0; count < times; count++) {
            CallFailure failure = CallFailure.of(kind, "s", Outcome.SENT_OUTCOME_UNKNOWN, Told.of("no"));
            breaker.failed(account, failure, System.nanoTime());
        }
    }

    @Test
    void oneCallerHoldsNobodyElseBack() {
        fail(A, Kind.TIMED_OUT, 50);
        assertThat(breaker.pass(A)).isEqualTo(new CircuitBreaker.Pass.Held(now.plus(PAUSE)));
        assertThat(breaker.pass(B)).isEqualTo(new CircuitBreaker.Pass.Free());
        assertThat(breaker.open(B)).isNull();

        fail(B, Kind.TIMED_OUT, 3);
        assertThat(breaker.pass(C)).as("two callers").isEqualTo(new CircuitBreaker.Pass.Held(now.plus(PAUSE)));
        now = now.plus(PAUSE);
        assertThat(breaker.pass(A)).isEqualTo(new CircuitBreaker.Pass.Trial());
        assertThat(breaker.pass(C)).as("each may try").isEqualTo(new CircuitBreaker.Pass.Trial());
        breaker.answered(C);
        assertThat(breaker.pass(C)).isEqualTo(new CircuitBreaker.Pass.Free());
        assertThat(breaker.pass("d")).isEqualTo(new CircuitBreaker.Pass.Free());
    }

    @Test
    void aCallThatTriesAndTakesLongKeepsTheOthersOutForAPauseOnly() {
        fail(Kind.TIMED_OUT, 3);
        now = now.plus(PAUSE);
        assertThat(breaker.pass(A)).isEqualTo(new CircuitBreaker.Pass.Trial());
        assertThat(breaker.pass(A)).isEqualTo(new CircuitBreaker.Pass.Held(now.plus(PAUSE)));
        now = now.plus(PAUSE);
        assertThat(breaker.pass(A)).isEqualTo(new CircuitBreaker.Pass.Trial());
    }

    @Test
    void callersWhoFailAreForgottenOnceThereAreTooMany() {
        for (int caller = 0; caller < 3_000; caller++) {
            fail("caller-" + caller, Kind.TIMED_OUT, 1);
        }
        assertThat(breaker.any()).isTrue();
        assertThat(breaker.pass("caller-0")).isEqualTo(new CircuitBreaker.Pass.Free());
    }

    @Test
    void afterThePauseOneCallTriesAndOnlyItsAnswerLetsTheOthersThrough() {
        fail(Kind.TIMED_OUT, 2);
        assertThat(breaker.pass(A)).isEqualTo(new CircuitBreaker.Pass.Free());
        fail(Kind.BROKEN_OFF, 1);
        assertThat(breaker.pass(A)).isEqualTo(new CircuitBreaker.Pass.Held(now.plus(PAUSE)));

        now = now.plus(PAUSE);
        assertThat(breaker.pass(A)).isEqualTo(new CircuitBreaker.Pass.Trial());
        assertThat(breaker.pass(A)).isEqualTo(new CircuitBreaker.Pass.Held(now.plus(PAUSE)));
        breaker.tried(A);
        fail(Kind.TIMED_OUT, 1);
        assertThat(breaker.pass(A)).isEqualTo(new CircuitBreaker.Pass.Held(now.plus(PAUSE)));

        now = now.plus(PAUSE);
        assertThat(breaker.pass(A)).isEqualTo(new CircuitBreaker.Pass.Trial());
        breaker.tried(A);
        assertThat(breaker.pass(A)).as("the client of the first trial left").isEqualTo(new CircuitBreaker.Pass.Trial());
        breaker.answered(A);
        breaker.tried(A);
        assertThat(breaker.pass(A)).isEqualTo(new CircuitBreaker.Pass.Free());
        assertThat(breaker.open(A)).isNull();
    }

    @Test
    void whatIsWrongWithOneCallOrOneCallerHoldsNobodyBack() {
        for (Kind kind : Kind.values()) {
            boolean away = switch (kind) {
                case UNAVAILABLE, TIMED_OUT, BROKEN_OFF, REFUSED -> true;
                default -> false;
            };
            if (!away) {
                fail(kind, 10);
            }
        }
        for (int count = 0; count < 10; count++) {
            CallFailure missing = CallFailure.of(Kind.REFUSED, "s", Outcome.NOT_SENT, Told.of("404"));
            breaker.failed(A, missing, System.nanoTime());
        }
        assertThat(breaker.pass(A)).isEqualTo(new CircuitBreaker.Pass.Free());
    }

    @Test
    void callsThatFailTogetherCountOnce() {
        long before = System.nanoTime();
        CallFailure failure = CallFailure.of(Kind.BROKEN_OFF, "s", Outcome.SENT_OUTCOME_UNKNOWN, Told.of("it ended"));
        for (int count = 0; count < 10; count++) {
            breaker.failed(A, failure, before);
        }
        assertThat(breaker.pass(A)).isEqualTo(new CircuitBreaker.Pass.Free());
    }

    @Test
    void aServerThatFailsIsLeftAloneAndItsToolsStayListed() throws Exception {
        try (HandMadeServer server = HandMadeServer.modern(fixture.engine)) {
            server.on("tools/call", (http, request) -> http.respond(500, "text/plain", utf8("no database")));
            Upstream upstream = fixture.start(ServerSettings.builder("s", UpstreamsFixture.http(server))
                    .breakAfter(3)
                    .breakFor(Duration.ofMillis(300))
                    .build());
            for (int count = 0; count < 3; count++) {
                assertThat(call(upstream, RecordingExchange.MODERN, Wire.echo())
                                .failure()
                                .kind())
                        .isEqualTo(Kind.REFUSED);
            }
            CallFailure held =
                    call(upstream, RecordingExchange.MODERN, Wire.echo()).failure();
            assertThat(held.kind()).isEqualTo(Kind.UNAVAILABLE);
            assertThat(held.outcome()).isEqualTo(Outcome.NOT_SENT);
            assertThat(held.nextTry()).isNotNull();
            assertThat(held.caller().happened())
                    .isEqualTo("The last calls of server s failed, so further ones are held back for a while");
            assertThat(server.received("tools/call")).hasSize(3);
            assertThat(HandMadeServer.names(upstream.snapshot().tools())).containsExactly("echo");

            server.on(
                    "tools/call",
                    (http, request) ->
                            HandMadeServer.json(http, request, "{\"content\":[],\"resultType\":\"complete\"}"));
            Wire.until("a call tries the server again", () -> answered(upstream));
            assertThat(answered(upstream)).isTrue();
        }
    }

    private static boolean answered(Upstream upstream) {
        return call(upstream, RecordingExchange.MODERN, Wire.echo()).answered();
    }
}
