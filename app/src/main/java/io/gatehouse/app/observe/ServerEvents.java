package io.gatehouse.app.observe;

import io.gatehouse.app.config.LogLevel;
import io.gatehouse.gateway.Gateway;
import io.gatehouse.protocol.Revision;
import io.gatehouse.upstream.Upstream;
import io.gatehouse.upstream.UpstreamState;
import io.gatehouse.upstream.call.ServerPhase;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Writes a line to the log when the state of a server changes, and one that sums up the start once every server has
/// been tried.
public final class ServerEvents implements Consumer<Upstream> {
    private static final String EVENT = "server";
    private static final int MOST_NAMED = 20;

    private final Gateway gateway;
    private final CallLog log;
    private final Map<String, Told> told = new ConcurrentHashMap<>();
    private final AtomicBoolean summedUp = new AtomicBoolean(true);
    private volatile String place = "";

    /// @param log gets a line for each change of a server
    public ServerEvents(Gateway gateway, CallLog log) {
        this.gateway = gateway;
        this.log = log;
    }

    @Override
    public void accept(Upstream server) {
        UpstreamState state = server.state();
        Told now = new Told(System.identityHashCode(server), state.phase(), alike(state.problem()));
        if (!now.equals(told.put(server.name(), now)) && state.phase() != ServerPhase.STARTING) {
            log.event(line(server.name(), state));
        }
        sumUpWhenTried();
    }

    /// The gateway serves from now on: sums up as soon as no server is starting any more.
    ///
    /// @param where for people, `listening at …` say
    public void started(String where) {
        place = where;
        summedUp.set(false);
        sumUpWhenTried();
    }

    private void sumUpWhenTried() {
        if (!summedUp.get()
                && gateway.servers().stream().noneMatch(each -> each.state().phase() == ServerPhase.STARTING)) {
            sumUp();
        }
    }

    /// Sums up even though servers are still starting; does nothing the second time.
    public void sumUp() {
        if (!summedUp.compareAndSet(false, true)) {
            return;
        }
        List<Upstream> servers = gateway.servers();
        List<String> starting = names(servers, Set.of(ServerPhase.STARTING));
        List<String> out = names(servers, Set.of(ServerPhase.RETRYING, ServerPhase.FAILED));
        int up = servers.size() - starting.size() - out.size();
        String message = "Gatehouse " + Version.text() + " is " + place + "; " + up + " of " + servers.size()
                + (servers.size() == 1 ? " server is up" : " servers are up")
                + some("; still starting: ", starting) + some("; down: ", out) + ".";
        Map<String, Object> more = new LinkedHashMap<>();
        more.put("servers", servers.size());
        more.put("up", up);
        log.event(new LogEvent(out.isEmpty() ? LogLevel.INFO : LogLevel.WARN, "start", message, more));
    }

    private static List<String> names(List<Upstream> servers, Set<ServerPhase> phases) {
        return servers.stream()
                .filter(each -> phases.contains(each.state().phase()))
                .map(Upstream::name)
                .toList();
    }

    private static String some(String introduction, List<String> names) {
        if (names.isEmpty()) {
            return "";
        }
        String more = names.size() > MOST_NAMED ? " and " + (names.size() - MOST_NAMED) + " more" : "";
        return introduction + String.join(", ", names.subList(0, Math.min(names.size(), MOST_NAMED))) + more;
    }

    private static LogEvent line(String name, UpstreamState state) {
        Map<String, Object> more = new LinkedHashMap<>();
        more.put("server", name);
        more.put("state", state.phase().name().toLowerCase(Locale.ROOT));
        more.put("transport", state.transport());
        Revision revision = state.revision();
        if (revision != null) {
            more.put("revision", revision.id());
        }
        if (state.nextTry() != null) {
            more.put("next_try", state.nextTry().toString());
        }
        boolean fine = state.phase() == ServerPhase.READY && state.problem() == null;
        return new LogEvent(fine ? LogLevel.INFO : LogLevel.WARN, EVENT, message(name, state), more);
    }

    private static String message(String name, UpstreamState state) {
        String said = ServerReport.why(name, state.problem(), state.remedy());
        String why = said.isEmpty() ? "" : ": " + said;
        return switch (state.phase()) {
            case STARTING -> name + " is starting" + why;
            case READY -> name + " is up" + why;
            case RETRYING -> name + " is down and is retried" + why;
            case FAILED -> name + " is down and is not retried" + why;
        };
    }

    /// A problem without its numbers: one that tells only of another process or port is the same.
    private static String alike(@Nullable String problem) {
        return problem == null ? "" : problem.replaceAll("[0-9]+", "#");
    }

    /// What was told last of a server.
    private record Told(int server, ServerPhase phase, String problem) {}
}
