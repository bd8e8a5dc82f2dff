package io.gatehouse.upstream;

import static io.gatehouse.upstream.UpstreamsFixture.call;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.Notification;
import io.gatehouse.upstream.call.ServerPhase;
import io.gatehouse.upstream.settings.ServerSettings;
import io.gatehouse.upstream.settings.Sessions;
import java.nio.file.Path;
import java.time.Duration;
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
    void pastTheBoundASessionUsesTheSharedOne() throws Exception {
        Upstream upstream = start(settings().maxOwnConnections(1));
        call(upstream, new TestSession("one").peer(ELICITS), Wire.echo()).response();
        call(upstream, new TestSession("two").peer(ELICITS), Wire.echo()).response();
        assertThat(started()).isEqualTo(2);
    }

    @Test
    void oneCallerLeavesConnectionsToOthers() throws Exception {
        Upstream upstream = start(settings().maxOwnConnections(2));
        Caller greedy = Caller.ofKey("greedy");
        call(upstream, new TestSession("one").peer(ELICITS, greedy), Wire.echo())
                .response();
        call(upstream, new TestSession("two").peer(ELICITS, greedy), Wire.echo())
                .response();
        assertThat(started()).as("the second session of one caller shares").isEqualTo(2);
        call(upstream, new TestSession("three").peer(ELICITS, Caller.ofKey("other")), Wire.echo())
                .response();
        assertThat(started()).isEqualTo(3);
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
