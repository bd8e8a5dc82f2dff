package io.gatehouse.upstream;

import static io.gatehouse.upstream.UpstreamsFixture.call;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.http.EngineSettings;
import io.gatehouse.http.MemorySettings;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.Failure.Outcome;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Revision;
import io.gatehouse.upstream.call.CallFailure;
import io.gatehouse.upstream.call.CallFailure.Kind;
import io.gatehouse.upstream.settings.ChildBounds;
import io.gatehouse.upstream.settings.ServerSettings;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Calls to a child process: what it answers, asks and is told.
final class StdioTest extends ScriptedServerTest {
    @Test
    void anAnswerThatIsNoMessageEndsOnlyItsCall() throws Exception {
        Upstream upstream = server("garbage");
        assertThat(call(upstream, RecordingExchange.LEGACY, Wire.echo())
                        .failure()
                        .kind())
                .isEqualTo(Kind.INVALID_ANSWER);
        assertThat(call(upstream, RecordingExchange.LEGACY, Wire.echo())
                        .response()
                        .failed())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(longs = {100 << 10, 100 << 20})
    void anAnswerPastTheBoundThatNeverEndsEndsItsCall(long memory) throws Exception {
        fixture.close();
        MemorySettings usual = MemorySettings.DEFAULT;
        fixture = new UpstreamsFixture(
                folder,
                new EngineSettings(
                        1,
                        EngineSettings.defaults().transport(),
                        new MemorySettings(
                                usual.requestBytes(),
                                memory,
                                usual.callerPercent(),
                                usual.requestWait(),
                                usual.answerWait())));
        Upstream upstream = fixture.start(ServerSettings.builder("s", ScriptedServer.transport(log, "endless"))
                .child(new ChildBounds(512 << 10, ChildBounds.DEFAULT.probe()))
                .build());
        CallFailure failure =
                call(upstream, RecordingExchange.LEGACY, Wire.echo()).failure();
        assertThat(failure.outcome()).isEqualTo(Outcome.SENT_OUTCOME_UNKNOWN);
        assertThat(failure.kind()).isEqualTo(Kind.TOO_LARGE);
        assertThat(failure.caller().text()).isEqualTo("Server s returned an answer that is too large. Ask for less.");
        assertThat(failure.operator().text()).contains("longer than answer-bytes", "Raise answer-bytes of server s");
        Wire.until(
                "the log says how long",
                () -> upstream.log().after(0).stream()
                        .anyMatch(line -> line.text().contains("longer than 524288 bytes")));
    }

    @Test
    void anAnswerForWhichThereIsNoMemoryIsDroppedAndOnlyItsCallEnds() throws Exception {
        fixture.close();
        MemorySettings usual = MemorySettings.DEFAULT;
        fixture = new UpstreamsFixture(
                folder,
                new EngineSettings(
                        1,
                        EngineSettings.defaults().transport(),
                        new MemorySettings(
                                usual.requestBytes(),
                                512 << 10,
                                usual.callerPercent(),
                                usual.requestWait(),
                                usual.answerWait())));
        Upstream upstream = server("large");
        CallFailure failure =
                call(upstream, RecordingExchange.LEGACY, Wire.echo()).failure();
        assertThat(failure.kind()).isEqualTo(Kind.DROPPED);
        assertThat(failure.outcome()).isEqualTo(Outcome.DONE);
        assertThat(call(upstream, RecordingExchange.LEGACY, Wire.echo())
                        .response()
                        .failed())
                .isFalse();
    }

    @Test
    void aServerThatNeverAnswersTimesOutAndIsTold() throws Exception {
        Upstream upstream = fixture.start(ServerSettings.builder("s", ScriptedServer.transport(log, "hangs"))
                .callTimeout(Duration.ofMillis(300))
                .build());
        CallFailure failure =
                call(upstream, RecordingExchange.LEGACY, Wire.echo()).failure();
        assertThat(failure.kind()).isEqualTo(Kind.TIMED_OUT);
        assertThat(failure.operator().happened()).contains("within 300 ms", "`call-timeout`");
        assertThat(failure.operator().remedy()).contains("`call-timeout`");
        Wire.until(
                "told",
                () -> !ScriptedServer.read(log, "notifications/cancelled").isEmpty());
    }

    @Test
    void aRequestOverSeveralLinesIsSentInOne() throws Exception {
        Upstream upstream = server();
        RecordingExchange exchange = call(
                upstream,
                RecordingExchange.LEGACY,
                Wire.request(
                        "{\n\"jsonrpc\":\"2.0\",\r\n \"id\":1,\"method\":\"tools/call\",\n\"params\":{\"a\":\"x\\ny\"}}"));
        assertThat(exchange.response().failed()).isFalse();
    }

    @Test
    void aPingOfTheServerIsAnswered() throws Exception {
        assertThat(call(server("pings"), RecordingExchange.LEGACY, Wire.echo())
                        .response()
                        .result()
                        .whole()
                        .text())
                .contains("\"id\":\"ask-1\",\"result\":{}");
    }

    @Test
    void onTheSharedConnectionNobodyIsAskedAndTheCallGoesOn() throws Exception {
        RecordingExchange exchange = call(server("asks"), RecordingExchange.LEGACY, Wire.echo());
        assertThat(exchange.response().body().text()).contains("-32601");
        assertThat(exchange.asked).isEmpty();
    }

    @Test
    void aDoorThatAnswersForItselfIsAskedWhileOneCallRuns() throws Exception {
        Peer door = new Peer(
                Revision.R2025_11_25, Response.result("{\"elicitation\":{}}").result(), null, Caller.ANONYMOUS, null);
        assertThat(call(server("asks"), door, Wire.echo()).response().body().text())
                .contains("\"action\":\"accept\"");
        assertThat(ScriptedServer.read(log, "initialize").getFirst()).contains("\"capabilities\":{}");
    }

    @Test
    void resourcesAreWatchedOnceHoweverManyDo() throws Exception {
        Upstream upstream = server();
        List<Set<String>> honoured = new CopyOnWriteArrayList<>();
        var one = upstream.watch(Caller.ANONYMOUS, Set.of("x://1"), honoured::add);
        var two = upstream.watch(Caller.ANONYMOUS, Set.of("x://1"), honoured::add);
        Wire.until("honoured", () -> honoured.size() == 2);
        assertThat(honoured).containsExactly(Set.of("x://1"), Set.of("x://1"));
        Wire.until("updated", () -> fixture.notified.size() == 1);
        one.close();
        one.close();
        two.close();
        Wire.until("ended", () -> ScriptedServer.read(log, "unsubscribe").size() == 1);
        assertThat(ScriptedServer.read(log, "resources/subscribe")).hasSize(1);
    }
}
