package io.gatehouse.upstream;

import static io.gatehouse.upstream.UpstreamsFixture.call;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.http.EngineSettings;
import io.gatehouse.http.MemorySettings;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.Failure.Outcome;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Revision;
import io.gatehouse.upstream.CallFailure.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StdioTest {
    @TempDir
    Path folder;

    Path log;
    UpstreamsFixture fixture;

    @BeforeEach
    void start() {
        log = folder.resolve("server.log");
        fixture = new UpstreamsFixture(folder);
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    private Upstream server(String... traits) throws Exception {
        return fixture.start(ServerSettings.of("s", ScriptedServer.transport(log, traits)));
    }

    @Test
    void aLegacyServerIsFoundAndCalledAndItsBannerTolerated() throws Exception {
        Upstream upstream = server("banner");
        assertThat(upstream.state().phase()).isEqualTo(Phase.READY);
        assertThat(upstream.state().transport()).isEqualTo("stdio");
        assertThat(upstream.state().revision()).isEqualTo(Revision.R2024_11_05);
        assertThat(HandMadeServer.names(upstream.snapshot().tools())).containsExactly("echo");
        assertThat(HandMadeServer.names(upstream.snapshot().resources())).containsExactly("x://1");
        RecordingExchange exchange = call(
                upstream,
                RecordingExchange.MODERN,
                Request.of("\"c\"", "tools/call", "{\"name\":\"echo\",\"_meta\":{\"progressToken\":\"t\"}}"));
        assertThat(exchange.response().result().whole().text()).isEqualTo("{\"content\":[],\"n\":1.10}");
        assertThat(exchange.notifications.getFirst().params().string("progressToken"))
                .isEqualTo("t");
        assertThat(ScriptedServer.read(log, "started")).hasSize(1);
    }

    @Test
    void aModernServerIsFoundAndListenedTo() throws Exception {
        Upstream upstream = server("modern");
        assertThat(upstream.state().revision()).isEqualTo(Revision.R2026_07_28);
        assertThat(ScriptedServer.read(log, "\"initialize\"")).isEmpty();
        Wire.until(
                "listening",
                () -> !ScriptedServer.read(log, "subscriptions/listen").isEmpty());
        List<Set<String>> honoured = new CopyOnWriteArrayList<>();
        upstream.watch(Set.of("x://1", "x://2"), honoured::add);
        Wire.until("honoured", () -> !honoured.isEmpty());
        assertThat(honoured.getFirst()).containsExactly("x://1");
        Wire.until(
                "updated",
                () -> fixture.notified.stream().anyMatch(one -> one.method().endsWith("updated")));
        assertThat(fixture.notified.getFirst().body().text()).doesNotContain("subscriptionId");
    }

    @Test
    void aServerThatExitsWhenProbedIsStartedAgainAndTheEraRemembered() throws Exception {
        Upstream upstream = server("exits-when-probed");
        assertThat(upstream.state().phase()).isEqualTo(Phase.READY);
        assertThat(call(upstream, RecordingExchange.LEGACY, Wire.echo())
                        .response()
                        .failed())
                .isFalse();
        assertThat(fixture.states).noneMatch(state -> state.phase() == Phase.RETRYING);
        assertThat(ScriptedServer.read(log, "started")).hasSize(2);
        fixture.close();
        fixture = new UpstreamsFixture(folder);
        upstream = server("exits-when-probed");
        assertThat(HandMadeServer.names(upstream.snapshot().tools())).containsExactly("echo");
        Upstream again = upstream;
        Wire.until("connected", () -> again.state().phase() == Phase.READY);
        assertThat(ScriptedServer.read(log, "server/discover")).hasSize(1);
        assertThat(ScriptedServer.read(log, "started")).hasSize(3);
    }

    @Test
    void aServerThatDoesNotAnswerTheProbeIsInitializedInTheSameProcess() throws Exception {
        Upstream upstream = server("silent-when-probed");
        assertThat(upstream.state().phase()).isEqualTo(Phase.READY);
        assertThat(ScriptedServer.read(log, "started")).hasSize(1);
    }

    /// A shell script that reads the first message, does something, and then is a server of 2025-06-18.
    private Transport.Stdio script(String first) {
        String script = """
                echo started >> starts
                read -r line
                %s
                while true; do
                  id=$(printf '%%s' "$line" | sed 's/.*"id":\\([0-9]*\\).*/\\1/')
                  case "$line" in
                    *'"initialize"'*) echo '{"jsonrpc":"2.0","id":'$id',"result":{"protocolVersion":"2025-06-18","capabilities":{"tools":{}},"serverInfo":{"name":"sh","version":"1"}}}' ;;
                    *'"tools/list"'*) echo '{"jsonrpc":"2.0","id":'$id',"result":{"tools":[{"name":"t","inputSchema":{"type":"object"}}]}}' ;;
                  esac
                  read -r line || exit 0
                done
                """.formatted(first);
        return new Transport.Stdio("sh", List.of("-c", script), Map.of(), List.of(), folder);
    }

    private Upstream script(String first, Duration patience) throws Exception {
        ChildBounds bounds = ChildBounds.DEFAULT;
        return fixture.start(ServerSettings.builder("s", script(first))
                .connectTimeout(patience)
                .child(new ChildBounds(
                        bounds.lineBytes(),
                        bounds.queueBytes(),
                        bounds.stderrLines(),
                        bounds.grace(),
                        Duration.ofMillis(50),
                        bounds.crashWindow()))
                .build());
    }

    @Test
    void aProgramMayTakeLongForItsFirstAnswer() throws Exception {
        assertThat(ServerSettings.of("s", script("")).connectTimeout()).isEqualTo(Duration.ofMinutes(1));
        Upstream upstream = script("sleep 0.5", Duration.ofMinutes(1));
        assertThat(upstream.state().phase()).isEqualTo(Phase.READY);
        assertThat(ScriptedServer.read(folder.resolve("starts"))).hasSize(1);
    }

    @Test
    void aServerThatHangsWhenProbedIsStartedAgainAndGreetedAndThatIsRemembered() throws Exception {
        String hangs = "case \"$line\" in *server/discover*) exec sleep 60;; esac";
        Upstream upstream = script(hangs, Duration.ofSeconds(2));
        assertThat(upstream.state().phase()).isEqualTo(Phase.READY);
        assertThat(fixture.states).noneMatch(state -> state.phase() == Phase.RETRYING);
        assertThat(ScriptedServer.read(folder.resolve("starts"))).hasSize(2);
        fixture.close();
        fixture = new UpstreamsFixture(folder);
        Upstream again = script(hangs, Duration.ofSeconds(2));
        Wire.until("connected", () -> again.state().phase() == Phase.READY);
        assertThat(ScriptedServer.read(folder.resolve("starts"))).hasSize(3);
    }

    @Test
    void whatASilentProgramWroteLastIsTold() throws Exception {
        Upstream upstream =
                script("echo 'open http://sign-in.example in a browser' >&2; exec sleep 60", Duration.ofMillis(700));
        assertThat(upstream.state().problem())
                .contains("did not answer within 700 ms", "its last lines: open http://sign-in.example");
    }

    @Test
    void aScriptWhoseInterpreterIsNotThereIsToldAsThat() throws Exception {
        for (String[] one : new String[][] {
            {"#!/no/such/interpreter\nx\n", "names an interpreter that does not exist (/no/such/interpreter)"},
            {"#!/bin/sh\r\nexit 0\r\n", "ends in a carriage return"}
        }) {
            Path file = folder.resolve("server.sh");
            Files.writeString(file, one[0]);
            assertThat(file.toFile().setExecutable(true)).isTrue();
            Upstream upstream = fixture.start(ServerSettings.of(
                    "s", new Transport.Stdio("./server.sh", List.of(one[1]), Map.of(), List.of(), folder)));
            assertThat(upstream.state().problem()).contains(one[1]);
            assertThat(upstream.state().remedy()).contains(file.toString());
        }
    }

    @Test
    void aChildThatDiesMidCallBreaksOffAndIsStartedAgain() throws Exception {
        Upstream upstream = server("dies-mid-call");
        CallFailure failure =
                call(upstream, RecordingExchange.LEGACY, Wire.echo()).failure();
        assertThat(failure.kind()).isEqualTo(Kind.BROKEN_OFF);
        assertThat(failure.outcome()).isEqualTo(Outcome.SENT_OUTCOME_UNKNOWN);
        assertThat(failure.operator().happened()).contains("exited with code 7").contains("out of memory");
        assertThat(failure.caller().text()).isEqualTo("Server s broke off before its answer was complete");
        Wire.until("out", () -> upstream.state().phase() == Phase.RETRYING);
        CallFailure fast = call(upstream, RecordingExchange.LEGACY, Wire.echo()).failure();
        assertThat(fast.kind()).isEqualTo(Kind.UNAVAILABLE);
        assertThat(fast.nextTry()).isNotNull();
        assertThat(HandMadeServer.names(upstream.snapshot().tools())).containsExactly("echo");
        Wire.until("back", () -> upstream.state().phase() == Phase.READY);
        assertThat(ScriptedServer.read(log, "started")).hasSize(2);
    }

    @Test
    void aCrashLoopIsGivenUpAndSaysWhatTheServerSaid() throws Exception {
        Upstream upstream = fixture.start(ServerSettings.builder("s", ScriptedServer.transport(log, "crashes"))
                .crashLoop(2)
                .build());
        Wire.until("given up", () -> upstream.state().phase() == Phase.FAILED);
        assertThat(upstream.state().problem()).contains("code 3").contains("cannot open the database");
        assertThat(upstream.state().nextTry()).isNull();
        int started = ScriptedServer.read(log, "started").size();
        upstream.refresh();
        Wire.until("tried again", () -> ScriptedServer.read(log, "started").size() > started);
    }

    @Test
    void aMissingCommandIsNamed() throws Exception {
        Upstream upstream = fixture.start(ServerSettings.of(
                "s", new Transport.Stdio("no-such-command-here", List.of(), Map.of(), List.of(), folder)));
        assertThat(upstream.state().phase()).isEqualTo(Phase.RETRYING);
        assertThat(upstream.state().problem()).contains("no-such-command-here");
    }

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
        ChildBounds bounds = ChildBounds.DEFAULT;
        Upstream upstream = fixture.start(ServerSettings.builder("s", ScriptedServer.transport(log, "endless"))
                .child(new ChildBounds(
                        512 << 10,
                        bounds.queueBytes(),
                        bounds.stderrLines(),
                        bounds.grace(),
                        bounds.probe(),
                        bounds.crashWindow()))
                .build());
        CallFailure failure =
                call(upstream, RecordingExchange.LEGACY, Wire.echo()).failure();
        assertThat(failure.outcome()).isEqualTo(Outcome.SENT_OUTCOME_UNKNOWN);
        assertThat(failure.operator().happened()).contains("longer than 524288 bytes");
    }

    @Test
    void aServerThatNeverAnswersTimesOutAndIsTold() throws Exception {
        Upstream upstream = fixture.start(ServerSettings.builder("s", ScriptedServer.transport(log, "hangs"))
                .callTimeout(Duration.ofMillis(300))
                .build());
        assertThat(call(upstream, RecordingExchange.LEGACY, Wire.echo())
                        .failure()
                        .kind())
                .isEqualTo(Kind.TIMED_OUT);
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
        var one = upstream.watch(Set.of("x://1"), honoured::add);
        var two = upstream.watch(Set.of("x://1"), honoured::add);
        Wire.until("honoured", () -> honoured.size() == 2);
        assertThat(honoured).containsExactly(Set.of("x://1"), Set.of("x://1"));
        Wire.until("updated", () -> fixture.notified.size() == 1);
        one.close();
        one.close();
        two.close();
        Wire.until("ended", () -> ScriptedServer.read(log, "unsubscribe").size() == 1);
        assertThat(ScriptedServer.read(log, "resources/subscribe")).hasSize(1);
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
        assertThat(invalid.state().phase()).isEqualTo(Phase.FAILED);
        assertThat(call(invalid, RecordingExchange.LEGACY, Wire.echo())
                        .failure()
                        .operator()
                        .happened())
                .contains("${X}");
        assertThat(fixture.upstreams.all()).extracting(Upstream::name).containsExactly("other", "s");
        assertThat(ScriptedServer.read(log, "started")).hasSize(1);
    }
}
