package io.gatehouse.upstream;

import static io.gatehouse.upstream.UpstreamsFixture.call;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.CallerId;
import io.gatehouse.protocol.CallerId.Kind;
import io.gatehouse.protocol.CallerToken;
import io.gatehouse.protocol.Failure.Outcome;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.Revision;
import io.gatehouse.upstream.call.CallFailure;
import io.gatehouse.upstream.settings.CallerSettings;
import io.gatehouse.upstream.settings.CallerText;
import io.gatehouse.upstream.settings.CallerText.Part;
import io.gatehouse.upstream.settings.CallerVariable;
import io.gatehouse.upstream.settings.RetryBounds;
import io.gatehouse.upstream.settings.ServerSettings;
import io.gatehouse.upstream.settings.Sessions;
import io.gatehouse.upstream.settings.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Tenants and callers that have a process of a server to themselves.
final class PartySessionsTest extends ScriptedServerTest {
    private static final CallerSettings BOUNDS = new CallerSettings(
            2, Duration.ofMinutes(10), Map.of(), Map.of("TENANT", text("caller.tenant", null)), List.of(), null);

    @Test
    void callersOfATenantShareAProcessThatNoOtherTenantUses() throws Exception {
        Upstream upstream = start(Sessions.TENANT, BOUNDS, "tells");
        String first = about(upstream, caller("acme", "alice"));
        String second = about(upstream, caller("acme", "bob"));
        String other = about(upstream, caller("globex", "alice"));
        assertThat(first).endsWith(" acme null tells 1");
        assertThat(second).isEqualTo(first.replaceAll("1$", "2"));
        assertThat(other).endsWith(" globex null tells 1").doesNotStartWith(first.split(" ", 2)[0]);
    }

    @Test
    void callersThatShareATenantHaveProcessesOfTheirOwnWhereEachCallerDoes() throws Exception {
        Upstream upstream = start(Sessions.CALLER, BOUNDS, "tells");
        String first = about(upstream, caller("acme", "alice"));
        String other = about(upstream, caller("acme", "bob"));
        String again = about(upstream, caller("acme", "alice"));
        assertThat(other).endsWith("tells 1").doesNotStartWith(first.split(" ", 2)[0]);
        assertThat(again).isEqualTo(first.replaceAll("1$", "2"));
    }

    @Test
    void aCallerOfWhomTheProgramWouldBeToldSomethingElseGetsAnotherProcess() throws Exception {
        CallerText team = new CallerText(List.of(
                new Part.Plain("--team="),
                new Part.Variable(Objects.requireNonNull(CallerVariable.of("caller.claims.team")), "none")));
        Transport.Stdio program = ScriptedServer.transport(log, "tells");
        List<CallerText> arguments = new ArrayList<>();
        program.arguments().forEach(argument -> arguments.add(new CallerText(List.of(new Part.Plain(argument)))));
        arguments.add(team);
        Upstream upstream = start(
                Sessions.CALLER,
                new CallerSettings(4, Duration.ofMinutes(10), Map.of(), Map.of(), arguments, null),
                "tells");
        Caller alice = caller("acme", "alice");
        assertThat(about(upstream, alice)).endsWith(" --team=none 1");
        assertThat(about(upstream, with(alice, "red"))).endsWith(" --team=red 1");
        assertThat(about(upstream, with(alice, "blue"))).endsWith(" --team=blue 1");
        assertThat(about(upstream, with(alice, "red"))).endsWith(" --team=red 2");
    }

    @Test
    void aCallOfACallerWithoutTheTenantThatTheServerIsToldFails() throws Exception {
        Upstream upstream = start(Sessions.TENANT, BOUNDS, "tells");
        CallFailure failure =
                call(upstream, peer(caller("", "alice")), Wire.echo()).failure();
        assertThat(failure.caller().text())
                .isEqualTo("Server s was not called: it is told the caller's tenant, which is not known."
                        + " Call with a credential that has it.");
        assertThat(failure.operator().remedy()).contains("${caller.tenant}", "${caller.tenant:-default}");
    }

    @Test
    void aTenantThatIsUsedIsNeverPushedOutAndOneThatIsNotMakesRoom() throws Exception {
        Upstream upstream = start(Sessions.TENANT, BOUNDS, "hangs");
        RecordingExchange one = call(upstream, peer(caller("one", "a")), Wire.echo());
        RecordingExchange two = call(upstream, peer(caller("two", "a")), Wire.echo());
        Wire.until(
                "both are called", () -> ScriptedServer.read(log, "tools/call").size() == 2);
        CallFailure full =
                call(upstream, peer(caller("three", "a")), Wire.echo()).failure();
        assertThat(full.caller().text()).isEqualTo("Server s has no free session for another tenant");
        assertThat(full.operator().text())
                .isEqualTo("server s: all 2 sessions of single tenants are in use. Raise max-sessions of server s if it"
                        + " can take more");
        assertThat(one.done()).isFalse();
        two.cancel();
        RecordingExchange three = call(upstream, peer(caller("three", "a")), Wire.echo());
        Wire.until("it is called", () -> ScriptedServer.read(log, "tools/call").size() == 3);
        assertThat(one.done()).isFalse();
        assertThat(three.done()).isFalse();
        assertThat(((UpstreamServer) upstream).sessions()).isEqualTo(2);
    }

    @Test
    void aProcessThatBreaksHarmsNoOtherTenant() throws Exception {
        Upstream upstream = start(Sessions.TENANT, BOUNDS, "dies-mid-call");
        // The first call of each process ends it.
        assertThat(call(upstream, peer(caller("one", "a")), Wire.echo())
                        .failure()
                        .operator()
                        .happened())
                .contains("out of memory");
        Wire.until("it runs again", () -> ScriptedServer.read(log, "started").size() == 3);
        RecordingExchange other = call(upstream, peer(caller("two", "a")), Wire.echo());
        assertThat(other.answered()).isFalse();
        assertThat(upstream.state().problem()).isNull();
        assertThat(upstream.snapshot().stale()).isFalse();
    }

    @Test
    void theSessionOfACallerEndsWithIt() throws Exception {
        Upstream upstream = start(Sessions.CALLER, BOUNDS, "hangs");
        Caller gone = caller("acme", "alice");
        RecordingExchange lost = call(upstream, peer(gone), Wire.echo());
        RecordingExchange stays = call(upstream, peer(caller("acme", "bob")), Wire.echo());
        Wire.until(
                "both are called", () -> ScriptedServer.read(log, "tools/call").size() == 2);
        fixture.upstreams.endSessions(caller -> caller.id().equals(gone.id()));
        assertThat(lost.answered()).isFalse();
        assertThat(stays.done()).isFalse();
        assertThat(((UpstreamServer) upstream).sessions()).isEqualTo(1);
    }

    @Test
    void aKeyThatActsForManyUsersLeavesSessionsToOthers() throws Exception {
        Upstream upstream = start(Sessions.CALLER, most(4), "hangs");
        RecordingExchange one = call(upstream, peer(delegate("a")), Wire.echo());
        RecordingExchange two = call(upstream, peer(delegate("b")), Wire.echo());
        calls(2);
        CallFailure over = call(upstream, peer(delegate("c")), Wire.echo()).failure();
        assertThat(over.kind()).isEqualTo(CallFailure.Kind.LIMIT);
        assertThat(over.outcome()).isEqualTo(Outcome.NOT_SENT);
        assertThat(over.caller().text())
                .isEqualTo("Server s has no further session for this key or user, which uses its share. Wait until one"
                        + " of its calls has ended");
        assertThat(over.operator().text())
                .isEqualTo("server s: this key or user has its share of the 4 sessions of single callers. Raise"
                        + " max-sessions of server s if it can take more");
        RecordingExchange other = call(upstream, peer(caller("acme", "alice")), Wire.echo());
        calls(3);
        two.cancel();
        RecordingExchange three = call(upstream, peer(delegate("c")), Wire.echo());
        calls(4);
        assertThat(List.of(one.done(), other.done(), three.done())).containsOnly(false);
        assertThat(((UpstreamServer) upstream).sessions()).isEqualTo(3);
    }

    @Test
    void whatOthersDoNotUseMakesRoomForTheSessionsOfAKey() throws Exception {
        Upstream upstream = start(Sessions.CALLER, most(3), "hangs");
        RecordingExchange alice = call(upstream, peer(caller("acme", "alice")), Wire.echo());
        RecordingExchange bob = call(upstream, peer(caller("acme", "bob")), Wire.echo());
        calls(2);
        alice.cancel();
        bob.cancel();
        RecordingExchange one = call(upstream, peer(delegate("a")), Wire.echo());
        RecordingExchange two = call(upstream, peer(delegate("b")), Wire.echo());
        calls(4);
        assertThat(List.of(one.done(), two.done())).containsOnly(false);
        assertThat(((UpstreamServer) upstream).sessions()).isEqualTo(3);
    }

    @Test
    void aSessionOutlivesOneOfTheTokensThatUseIt() throws Exception {
        Upstream upstream = start(Sessions.CALLER, most(2), "hangs");
        Caller narrow = token("t1").with(Set.of("s:echo"));
        Caller wide = token("t2");
        RecordingExchange first = call(upstream, peer(narrow), Wire.echo());
        RecordingExchange stays = call(upstream, peer(wide), Wire.echo());
        calls(2);
        first.cancel();
        fixture.upstreams.endSessions(caller -> caller.token().ids().contains("t1"));
        fixture.upstreams.endSessions(caller -> caller.token().ids().contains("t2"));
        fixture.upstreams.endSessions(caller -> caller.scopes().equals(narrow.scopes()));
        assertThat(stays.done()).isFalse();
        assertThat(((UpstreamServer) upstream).sessions()).isEqualTo(1);
        fixture.upstreams.endSessions(caller -> caller.key().equals("desk"));
        assertThat(stays.answered()).isFalse();
        assertThat(((UpstreamServer) upstream).sessions()).isZero();
    }

    @Test
    void anIdleSessionIsClosed() throws Exception {
        Upstream upstream = start(
                Sessions.TENANT,
                new CallerSettings(2, Duration.ofMillis(50), Map.of(), Map.of(), List.of(), null),
                "tells");
        about(upstream, caller("one", "a"));
        Wire.until("closed", () -> ((UpstreamServer) upstream).sessions() == 0);
        assertThat(about(upstream, caller("one", "a"))).endsWith("tells 1");
    }

    @Test
    void onlyTheTenantThatWatchesHearsOfItsResource() throws Exception {
        List<Set<String>> honoured = new CopyOnWriteArrayList<>();
        Upstream upstream = start(Sessions.TENANT, BOUNDS, "watches");
        var listening = upstream.watch(caller("one", "a"), Set.of("x://1"), honoured::add);
        Wire.until("told", () -> !fixture.notified.isEmpty());
        assertThat(honoured).containsExactly(Set.of("x://1"));
        assertThat(fixture.hearers.getFirst().include(caller("one", "b"))).isTrue();
        assertThat(fixture.hearers.getFirst().include(caller("two", "a"))).isFalse();
        listening.close();
    }

    private Upstream start(Sessions sessions, CallerSettings callers, String trait) throws Exception {
        return fixture.start(ServerSettings.builder("s", ScriptedServer.transport(log, trait))
                .sessions(sessions)
                .callers(callers)
                .retries(new RetryBounds(Duration.ofMillis(50), Duration.ofSeconds(1), 0))
                .build());
    }

    private static CallerText text(String variable, @Nullable String standard) {
        return new CallerText(
                List.of(new Part.Variable(Objects.requireNonNull(CallerVariable.of(variable)), standard)));
    }

    private static String about(Upstream upstream, Caller caller) {
        return String.valueOf(
                call(upstream, peer(caller), Wire.echo()).response().result().string("about"));
    }

    private static Caller caller(String tenant, String name) {
        return Caller.of(new CallerId(Kind.KEY, "k-" + tenant, name, "", tenant));
    }

    private static Caller delegate(String user) {
        return Caller.of(CallerId.delegate(CallerId.ofKey("desk"), user));
    }

    private static Caller token(String id) {
        return delegate("").with(new CallerToken(List.of(id), ""));
    }

    private static CallerSettings most(int sessions) {
        return new CallerSettings(sessions, Duration.ofMinutes(10), Map.of(), Map.of(), List.of(), null);
    }

    private void calls(int sent) throws Exception {
        Wire.until(
                "all are called", () -> ScriptedServer.read(log, "tools/call").size() == sent);
    }

    private static Caller with(Caller caller, String team) {
        return new Caller(caller.id(), "", Set.of(), Set.of(), Map.of("team", List.of(team)), "", "");
    }

    private static Peer peer(Caller caller) {
        return new Peer(Revision.R2025_11_25, null, null, caller, null);
    }
}
