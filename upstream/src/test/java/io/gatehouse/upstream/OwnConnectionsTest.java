package io.gatehouse.upstream;

import static io.gatehouse.upstream.UpstreamsFixture.call;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.EditedRequest;
import io.gatehouse.protocol.Failure.Outcome;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Revision;
import io.gatehouse.upstream.call.CallFailure;
import io.gatehouse.upstream.call.CallOptions;
import io.gatehouse.upstream.call.ServerPhase;
import io.gatehouse.upstream.settings.ServerSettings;
import io.gatehouse.upstream.settings.Sessions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Client sessions that need a connection for themselves, over standard streams.
final class OwnConnectionsTest {
    private static final String ELICITS = "{\"elicitation\":{},\"roots\":{\"listChanged\":true},\"tasks\":{}}";

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

    private Upstream start(ServerSettings.Builder settings) throws Exception {
        return fixture.start(settings.build());
    }

    private ServerSettings.Builder settings(String... traits) {
        return ServerSettings.builder("s", ScriptedServer.transport(log, traits));
    }

    private int started() {
        return ScriptedServer.read(log, "started").size();
    }

    @Test
    void aSessionThatCanBeAskedGetsAConnectionThatSaysSo() throws Exception {
        Upstream upstream = start(settings("asks"));
        TestSession session = new TestSession("one");
        RecordingExchange exchange = call(upstream, session.peer(ELICITS), Wire.echo());
        assertThat(exchange.response().result().whole().text()).contains("accept");
        assertThat(exchange.asked).hasSize(1);
        assertThat(ScriptedServer.read(log, "\"initialize\"").getFirst()).contains("\"capabilities\":{}");
        assertThat(ScriptedServer.read(log, "\"initialize\"").getLast())
                .contains("\"capabilities\":{\"elicitation\":{},\"roots\":{\"listChanged\":true}}");
        assertThat(started()).isEqualTo(2);
        call(upstream, session.peer(ELICITS), Wire.echo()).response();
        assertThat(started()).isEqualTo(2);
    }

    @Test
    void aQuestionWhileSeveralCallsRunIsTheSessionsSinceItNamesNone() throws Exception {
        Upstream upstream = start(settings("asks-at-second"));
        TestSession session = new TestSession("one");
        RecordingExchange asker = call(upstream, session.peer(ELICITS), Wire.echo());
        Wire.until("it runs", () -> ScriptedServer.read(log, "tools/call").size() == 1);
        RecordingExchange other = call(upstream, session.peer(ELICITS), Wire.echo());

        assertThat(other.response().failed()).isFalse();
        assertThat(asker.response().result().whole().text()).contains("\"answer\"");
        assertThat(session.asked).extracting(Request::method).containsExactly("elicitation/create");
        assertThat(asker.asked).isEmpty();
        assertThat(other.asked).isEmpty();
    }

    @Test
    void rootsAreAskedOfTheSessionEvenWhileOneCallRuns() throws Exception {
        Upstream upstream = start(settings("asks-for-roots"));
        TestSession session = new TestSession("one");
        RecordingExchange exchange = call(upstream, session.peer(ELICITS), Wire.echo());

        assertThat(exchange.response().result().whole().text())
                .contains("\"answer\"")
                .doesNotContain("\"error\"");
        assertThat(session.asked).extracting(Request::method).containsExactly("roots/list");
        assertThat(exchange.asked).isEmpty();
    }

    @Test
    void itEndsWithTheSession() throws Exception {
        Upstream upstream = start(settings());
        TestSession session = new TestSession("one");
        call(upstream, session.peer(ELICITS), Wire.echo()).response();
        long pid = Long.parseLong(ScriptedServer.read(log, "started").getLast().substring(8));
        ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
        session.end();
        Wire.until("ended", () -> !process.isAlive());
        assertThat(upstream.state().phase()).isEqualTo(ServerPhase.READY);
    }

    @Test
    void itEndsWhenIdleAndAnotherOneIsOpenedForTheNextCall() throws Exception {
        Upstream upstream = start(settings().ownIdle(Duration.ofMillis(300)));
        TestSession session = new TestSession("one");
        call(upstream, session.peer(ELICITS), Wire.echo()).response();
        long pid = Long.parseLong(ScriptedServer.read(log, "started").getLast().substring(8));
        ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
        Wire.until("ended", () -> !process.isAlive());
        call(upstream, session.peer(ELICITS), Wire.echo()).response();
        assertThat(started()).isEqualTo(3);
    }

    @Test
    void pastTheBoundACallWaitsForRoom() throws Exception {
        Upstream upstream = start(settings().maxOwnConnections(1));
        TestSession first = new TestSession("one");
        call(upstream, first.peer(ELICITS), Wire.echo()).response();
        RecordingExchange second = call(upstream, new TestSession("two").peer(ELICITS), Wire.echo());
        first.end();
        second.response();
        assertThat(started()).isEqualTo(3);
    }

    @Test
    void withoutRoomItIsRefusedAndNotSentElsewhere() throws Exception {
        Upstream upstream = start(settings().maxOwnConnections(1));
        call(upstream, new TestSession("one").peer(ELICITS), Wire.echo()).response();
        CallFailure refused = call(upstream, new TestSession("two").peer(ELICITS), Wire.echo())
                .failure();
        assertThat(refused.kind()).isEqualTo(CallFailure.Kind.LIMIT);
        assertThat(refused.outcome()).isEqualTo(Outcome.NOT_SENT);
        assertThat(refused.operator().remedy()).contains("max-own-connections");
        assertThat(started()).isEqualTo(2);
    }

    @Test
    void oneCallerLeavesConnectionsToOthers() throws Exception {
        Upstream upstream = start(settings().maxOwnConnections(2));
        Caller greedy = Caller.ofKey("greedy");
        call(upstream, new TestSession("one").peer(ELICITS, greedy), Wire.echo())
                .response();
        RecordingExchange second = call(upstream, new TestSession("two").peer(ELICITS, greedy), Wire.echo());
        call(upstream, new TestSession("three").peer(ELICITS, Caller.ofKey("other")), Wire.echo())
                .response();
        assertThat(second.failure().kind()).isEqualTo(CallFailure.Kind.LIMIT);
        assertThat(started()).isEqualTo(3);
    }

    private static Peer modern(Caller caller) {
        return new Peer(Revision.R2026_07_28, Wire.object(ELICITS), null, caller, null);
    }

    @Test
    void aModernClientThatCanBeAskedHasOneCallAtATimeOnItsConnection() throws Exception {
        Upstream upstream = start(settings("hangs"));
        Peer client = modern(Caller.ofKey("one"));
        RecordingExchange first = call(upstream, client, Wire.echo());
        RecordingExchange second = call(upstream, client, Wire.echo());
        Wire.until("both sent", () -> ScriptedServer.read(log, "tools/call").size() == 2);
        assertThat(started()).isEqualTo(3);
        first.cancel();
        call(upstream, client, Wire.echo());
        Wire.until(
                "the third sent", () -> ScriptedServer.read(log, "tools/call").size() == 3);
        assertThat(started()).as("what was free is used again").isEqualTo(3);
        call(upstream, modern(Caller.ofKey("two")), Wire.echo());
        Wire.until(
                "the fourth sent", () -> ScriptedServer.read(log, "tools/call").size() == 4);
        assertThat(started()).as("never that of another caller").isEqualTo(4);
        assertThat(second.done()).isFalse();
    }

    @Test
    void theUnusedConnectionOfAModernClientMakesRoom() throws Exception {
        Upstream upstream = start(settings().maxOwnConnections(1));
        for (String name : List.of("one", "two", "three")) {
            call(upstream, modern(Caller.ofKey(name)), Wire.echo()).response();
        }
        assertThat(started()).isEqualTo(4);
    }

    @Test
    void theDeadlineStandsStillWhileTheClientIsAsked() throws Exception {
        Upstream upstream = start(settings("asks").callTimeout(Duration.ofMillis(400)));
        RecordingExchange slow = new RecordingExchange(new TestSession("one").peer(ELICITS)) {
            @Override
            public void ask(Request request, Consumer<Response> answer) {
                Executor later = CompletableFuture.delayedExecutor(1_200, TimeUnit.MILLISECONDS);
                later.execute(() -> super.ask(request, answer));
            }
        };
        upstream.request(EditedRequest.unchanged(Wire.echo()), slow, CallOptions.DEFAULT);
        assertThat(slow.response().result().whole().text()).contains("accept");
    }

    /// A stop took as long as a server that did not answer may take to connect.
    @Test
    void oneThatIsStillOpeningDoesNotDelayTheEnd() throws Exception {
        Upstream upstream = start(settings("ignores-who-can-be-asked").connectTimeout(Duration.ofSeconds(30)));
        RecordingExchange waits = call(upstream, new TestSession("one").peer(ELICITS), Wire.echo());
        Wire.until(
                "asked to open",
                () -> started() == 2 && ScriptedServer.read(log, "elicitation").size() == 1);
        long pid = Long.parseLong(ScriptedServer.read(log, "started").getLast().substring(8));
        ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
        assertThat(CompletableFuture.runAsync(fixture.upstreams::close)).succeedsWithin(Duration.ofSeconds(8));
        assertThat(process.isAlive()).isFalse();
        assertThat(waits.failure().outcome()).isEqualTo(Outcome.NOT_SENT);
    }

    @Test
    void settingsDecideForGood() throws Exception {
        Upstream shared = start(settings().sessions(Sessions.SHARED));
        call(shared, new TestSession("one").peer(ELICITS), Wire.echo()).response();
        assertThat(started()).isEqualTo(1);
        Upstream own = start(settings().sessions(Sessions.OWN));
        Wire.until("connected", () -> own.state().phase() == ServerPhase.READY);
        int before = started();
        call(own, new TestSession("one").peer("{}"), Wire.echo()).response();
        assertThat(started()).isEqualTo(before + 1);
    }

    @Test
    void theLogLevelOfASessionReachesItsServerAndItsMessagesTheClient() throws Exception {
        Upstream upstream = start(settings("logs"));
        TestSession session = new TestSession("one");
        call(upstream, session.peer("{}"), Wire.echo()).response();
        assertThat(started()).as("no level, no connection of its own").isEqualTo(1);
        session.level = "info";
        RecordingExchange exchange = call(upstream, session.peer("{}"), Wire.echo());
        exchange.response();
        assertThat(started()).isEqualTo(2);
        assertThat(exchange.notifications).hasSize(1);
        assertThat(ScriptedServer.read(log, "logging/setLevel").getFirst()).contains("\"level\":\"info\"");
        session.level = "error";
        call(upstream, session.peer("{}"), Wire.echo()).response();
        call(upstream, session.peer("{}"), Wire.echo()).response();
        assertThat(ScriptedServer.read(log, "logging/setLevel")).hasSize(2);
    }

    @Test
    void whatAClientSaysOutsideItsRequestsGoesToItsOwnConnectionOnly() throws Exception {
        Upstream upstream = start(settings());
        TestSession session = new TestSession("one");
        Notification changed = Notification.of("notifications/roots/list_changed", null);
        upstream.notify(changed, session.peer(ELICITS));
        call(upstream, session.peer(ELICITS), Wire.echo()).response();
        assertThat(ScriptedServer.read(log, "roots/list_changed")).isEmpty();
        upstream.notify(changed, session.peer(ELICITS));
        Wire.until(
                "passed on",
                () -> ScriptedServer.read(log, "roots/list_changed").size() == 1);
    }
}
