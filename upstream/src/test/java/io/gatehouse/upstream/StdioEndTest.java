package io.gatehouse.upstream;

import static io.gatehouse.upstream.UpstreamsFixture.call;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.protocol.Failure.Outcome;
import io.gatehouse.upstream.call.CallFailure;
import io.gatehouse.upstream.call.CallFailure.Kind;
import io.gatehouse.upstream.call.ServerLog;
import io.gatehouse.upstream.call.ServerPhase;
import io.gatehouse.upstream.settings.RetryBounds;
import io.gatehouse.upstream.settings.ServerSettings;
import io.gatehouse.upstream.settings.Transport;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// How a child process ends, is started again, given up or removed.
final class StdioEndTest extends ScriptedServerTest {
    @Test
    void whatHappenedIsInTheLogOnce() throws Exception {
        Upstream upstream = fixture.start(ServerSettings.builder(
                        "s",
                        new Transport.Stdio(
                                "sh", List.of("-c", "echo no licence >&2; exit 3"), Map.of(), List.of(), folder))
                .build());
        assertThat(upstream.log().after(0).stream().limit(2).map(line -> line.origin() + " " + line.text()))
                .containsExactly(
                        "STDERR no licence",
                        "STATE retrying: server s ended while it was starting: its process exited with code 3");
    }

    @Test
    void aChildThatDiesMidCallBreaksOffAndIsStartedAgain() throws Exception {
        Upstream upstream = server("dies-mid-call");
        CallFailure failure =
                call(upstream, RecordingExchange.LEGACY, Wire.echo()).failure();
        assertThat(failure.kind()).isEqualTo(Kind.BROKEN_OFF);
        assertThat(failure.outcome()).isEqualTo(Outcome.SENT_OUTCOME_UNKNOWN);
        assertThat(failure.operator().happened()).contains("exited with code 7").contains("out of memory");
        assertThat(failure.caller().text()).isEqualTo("Server s disconnected before its answer was complete");
        Wire.until("out", () -> upstream.state().phase() == ServerPhase.RETRYING);
        CallFailure fast = call(upstream, RecordingExchange.LEGACY, Wire.echo()).failure();
        assertThat(fast.kind()).isEqualTo(Kind.UNAVAILABLE);
        assertThat(fast.nextTry()).isNotNull();
        assertThat(HandMadeServer.names(upstream.snapshot().tools())).containsExactly("echo");
        Wire.until("back", () -> upstream.state().phase() == ServerPhase.READY);
        assertThat(ScriptedServer.read(log, "started")).hasSize(2);
    }

    @Test
    void aCrashLoopIsGivenUpAndSaysWhatTheServerSaid() throws Exception {
        Upstream upstream = fixture.start(ServerSettings.builder("s", ScriptedServer.transport(log, "crashes"))
                .crashLoop(2)
                .build());
        Wire.until("given up", () -> upstream.state().phase() == ServerPhase.FAILED);
        assertThat(upstream.state().problem()).contains("code 3").contains("cannot open the database");
        assertThat(upstream.state().nextTry()).isNull();
        CallFailure failure =
                call(upstream, RecordingExchange.LEGACY, Wire.echo()).failure();
        assertThat(failure.kind()).isEqualTo(Kind.GIVEN_UP);
        assertThat(failure.caller().text())
                .isEqualTo("Server s is not available, and the gateway no longer retries it");
        int started = ScriptedServer.read(log, "started").size();
        fixture.upstreams.apply(List.of(upstream.settings()));
        Wire.until("tried again", () -> ScriptedServer.read(log, "started").size() > started);
    }

    @Test
    void callsThatEndTheProgramAgainAndAgainDoNotPutTheServerOutForGood() throws Exception {
        RetryBounds retries = new RetryBounds(Duration.ofMillis(1), Duration.ofMillis(5), 1);
        Upstream upstream = fixture.start(ServerSettings.builder("s", ScriptedServer.transport(log, "dies-mid-call"))
                .crashLoop(1)
                .retries(retries)
                .build());
        for (int times = 0; times < 2; times++) {
            call(upstream, RecordingExchange.LEGACY, Wire.echo()).failure();
            Wire.until("out", () -> upstream.state().phase() != ServerPhase.READY);
            Wire.until("back", () -> upstream.state().phase() == ServerPhase.READY);
        }
        assertThat(fixture.states).noneMatch(state -> state.phase() == ServerPhase.FAILED);
    }

    @Test
    void itsLogKeepsWhatWasWhenItsSettingsChange() throws Exception {
        Upstream before = fixture.start(ServerSettings.of("s", ScriptedServer.transport(log, "crashes")));
        List<ServerLog.Line> lines = before.log().after(0);
        Upstream after = fixture.start(ServerSettings.builder("s", ScriptedServer.transport(log, "crashes"))
                .crashLoop(2)
                .build());
        assertThat(after).isNotSameAs(before);
        assertThat(lines).isNotEmpty();
        assertThat(after.log().after(0)).startsWith(lines.toArray(ServerLog.Line[]::new));
        assertThat(after.log().after(0))
                .extracting(ServerLog.Line::number)
                .isSorted()
                .doesNotHaveDuplicates();
    }

    @Test
    void noProcessIsLeftAfterClose() throws Exception {
        server();
        long pid = Long.parseLong(ScriptedServer.read(log, "started").getFirst().substring(8));
        assertThat(ProcessHandle.of(pid)).isPresent();
        fixture.upstreams.close();
        assertThat(ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false))
                .isFalse();
    }

    @Test
    void aRemovedServerFinishesItsCallsFirst() throws Exception {
        Upstream upstream = fixture.start(ServerSettings.builder("s", ScriptedServer.transport(log, "hangs"))
                .callTimeout(Duration.ofMillis(800))
                .build());
        RecordingExchange exchange = call(upstream, RecordingExchange.LEGACY, Wire.echo());
        fixture.upstreams.apply(List.of());
        assertThat(fixture.upstreams.find("s")).isNull();
        assertThat(exchange.failure().kind()).isEqualTo(Kind.TIMED_OUT);
        long pid = Long.parseLong(ScriptedServer.read(log, "started").getFirst().substring(8));
        ProcessHandle.of(pid).ifPresent(process -> Wire.until("ended", () -> !process.isAlive()));
    }

    @Test
    void anUnchangedServerIsLeftAlone() throws Exception {
        Upstream upstream = server();
        ServerSettings other = ServerSettings.of("other", new Transport.Invalid("${X} is not set", "set X"));
        fixture.upstreams.apply(List.of(upstream.settings(), other));
        assertThat(fixture.upstreams.find("s")).isSameAs(upstream);
        Upstream invalid = fixture.upstreams.find("other");
        invalid.firstLists().get(5, TimeUnit.SECONDS);
        assertThat(invalid.state().phase()).isEqualTo(ServerPhase.FAILED);
        assertThat(call(invalid, RecordingExchange.LEGACY, Wire.echo())
                        .failure()
                        .operator()
                        .happened())
                .contains("${X}");
        assertThat(fixture.upstreams.all()).extracting(Upstream::name).containsExactly("other", "s");
        assertThat(ScriptedServer.read(log, "started")).hasSize(1);
    }
}
