package io.gatehouse.upstream;

import io.gatehouse.protocol.Backoff;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.Request;
import io.gatehouse.upstream.Lister.Lists;
import io.gatehouse.upstream.call.ClientFace;
import io.gatehouse.upstream.call.Outgoing;
import io.gatehouse.upstream.call.ServerLog;
import io.gatehouse.upstream.settings.ServerSettings;
import io.gatehouse.upstream.transport.ConnectFailure;
import io.gatehouse.upstream.transport.ConnectFailure.Evidence;
import io.gatehouse.upstream.transport.Connection;
import io.gatehouse.upstream.transport.Connector;
import io.gatehouse.upstream.transport.Era;
import io.gatehouse.upstream.transport.Handshake;
import io.gatehouse.upstream.transport.Question;
import io.gatehouse.upstream.transport.StreamableConnection;
import io.gatehouse.upstream.transport.TransportKind;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// Keeps one server connected and its lists fresh, on a virtual thread of its own: connect, list, wait
/// for news, and again after a while when something fails.
final class Supervisor implements Runnable {
    private static final System.Logger LOG = System.getLogger(Supervisor.class.getName());
    private static final Duration SETTLE = Duration.ofMillis(100);
    private static final Duration SLOWEST_LISTS = Duration.ofMinutes(1);
    private static final Duration STEADY = Duration.ofSeconds(30);

    private final UpstreamServer server;
    private final ServerSettings settings;
    private final Connector connector;
    private final Bell bell;
    private final Backoff backoff;
    private final Backoff listBackoff;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final CrashLoop crashLoop;
    private final ListAge listAge;
    private @Nullable Era era;
    /// Whether it was connected once. Then what ends it may be a call, and callers could put it out for good.
    private boolean cameUp;

    Supervisor(UpstreamServer server, Connector connector, Bell bell, @Nullable Era remembered) {
        this.server = server;
        this.settings = server.settings();
        this.backoff = settings.retries().backoff();
        this.listBackoff = settings.retries().backoff();
        this.crashLoop = new CrashLoop(settings.crashLoop());
        this.listAge = new ListAge(settings.lists());
        this.connector = connector;
        this.bell = bell;
        this.era = remembered;
    }

    @Override
    public void run() {
        try {
            supervise();
        } finally {
            ended.complete(null);
        }
    }

    /// Completes when it looks after the server no more and the last connection has ended.
    CompletableFuture<Void> ended() {
        return ended;
    }

    private void supervise() {
        while (!bell.closed()) {
            long began = System.nanoTime();
            try {
                attempt();
            } catch (ConnectFailure failure) {
                if (!bell.closed()) {
                    if (System.nanoTime() - began > STEADY.toNanos()) {
                        backoff.reset();
                    }
                    waitAfter(failure);
                }
            } catch (RuntimeException | Error failure) {
                // An error too: whoever waits for the lists must not wait for ever.
                if (bell.closed()) {
                    return;
                }
                LOG.log(System.Logger.Level.ERROR, "server " + server.name() + " could not be supervised", failure);
                waitAfter(new ConnectFailure(
                        Evidence.OUTAGE,
                        "server " + server.name() + " failed inside the gateway: " + failure,
                        "report this with the gateway's log"));
            }
        }
    }

    private void attempt() throws ConnectFailure {
        bell.newConnection();
        long began = System.nanoTime();
        SharedEvents events = new SharedEvents(server, bell);
        ClientFace face = ClientFace.shared(settings.roots(), server.behalf());
        Connection connection = connector.connect(face, era, events);
        try {
            era = Era.of(connection);
            cameUp = true;
            server.connected(connection, Duration.ofNanos(System.nanoTime() - began));
            if (connection instanceof StreamableConnection streamable) {
                streamable.listen();
            }
            server.attach(connection, events);
            serve(connection, events);
        } finally {
            server.detach();
            server.disconnected();
            connection.close().join();
        }
    }

    private void serve(Connection connection, SharedEvents events) throws ConnectFailure {
        Lister.Undeclared undeclared = new Lister.Undeclared();
        Duration next = list(connection, undeclared);
        RelistPace pace = new RelistPace(settings.lists().interval(), SLOWEST_LISTS);
        boolean outdated = false;
        while (true) {
            String lost = events.lost();
            if (lost != null) {
                throw new ConnectFailure(
                        connection.transport() == TransportKind.STDIO ? Evidence.EXITED : Evidence.OUTAGE,
                        lost,
                        ServerLog.remedy(server.name()));
            }
            Bell.Rings rings = bell.await(outdated ? sooner(pace.rest(), next) : next);
            if (rings.closed()) {
                return;
            }
            if (rings.calls()) {
                server.callsChanged();
            }
            if (rings.suspect()) {
                look(connection);
            }
            outdated |= rings.outdated();
            if (outdated && !pace.slowed()) {
                bell.settle(later(pace.rest(), SETTLE));
            }
            boolean due = outdated && !pace.rest().isPositive();
            if (events.lost() == null && (due || rings.refresh() || !rings.any())) {
                Snapshot before = server.snapshot();
                next = list(connection, undeclared);
                if (outdated) {
                    pace.listed(!server.snapshot().sameAs(before));
                }
                outdated = false;
            }
        }
    }

    private static Duration sooner(Duration one, @Nullable Duration other) {
        return other == null || one.compareTo(other) < 0 ? one : other;
    }

    private static Duration later(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    /// Lists, and says when to do so again; null when there is no need before something changes. A server that has
    /// nothing yet may not tell when it has.
    private @Nullable Duration list(Connection connection, Lister.Undeclared undeclared) {
        Lists lists = Lister.all(settings, connection, server.snapshot(), undeclared);
        if (bell.closed()) {
            // What was interrupted by our own end is no failure of the server.
            return null;
        }
        Duration again = lists.problem() != null || lists.snapshot().empty() ? listBackoff.next() : null;
        server.listed(
                lists, Era.of(connection), again == null ? null : Instant.now().plus(again));
        if (again != null) {
            return again;
        }
        listBackoff.reset();
        return listAge.of(lists.snapshot());
    }

    /// A call could not reach the server, or broke off: can anybody reach it?
    private void look(Connection connection) throws ConnectFailure {
        boolean modern = connection.facts().revision().modern();
        Request request = modern ? Handshake.discover() : Request.of("0", Method.PING, null);
        Question question = new Question(server.name());
        // A program may take long to start, but not to answer this.
        Duration patience = settings.connectTimeout().compareTo(ServerSettings.CONNECT) < 0
                ? settings.connectTimeout()
                : ServerSettings.CONNECT;
        connection.send(Outgoing.own(request, patience), question);
        try {
            question.in(patience.plusSeconds(1));
        } catch (ConnectFailure failure) {
            throw failure.as(Evidence.OUTAGE);
        }
    }

    private void waitAfter(ConnectFailure failure) {
        if (failure.evidence() == Evidence.NEVER) {
            server.givenUp(failure.problem(), failure.remedy(), failure.caller());
            await(null);
        } else if (!cameUp
                && failure.evidence() == Evidence.EXITED
                && connector.transport() == TransportKind.STDIO
                && crashLoop.exited()) {
            server.givenUp(
                    "server " + server.name() + " ended " + crashLoop.times() + " and was never up: it is started"
                            + " again only when the configuration is reloaded or the gateway restarts. The last time, "
                            + failure.problem(),
                    failure.remedy(),
                    failure.caller());
            await(null);
        } else {
            Duration wait = backoff.next();
            server.failed(failure, Instant.now().plus(wait));
            await(wait);
        }
    }

    private void await(@Nullable Duration wait) {
        long end = wait == null ? Long.MAX_VALUE : System.nanoTime() + wait.toNanos();
        while (true) {
            Duration left = wait == null ? null : Duration.ofNanos(Math.max(end - System.nanoTime(), 0));
            Bell.Rings rings = bell.await(left);
            if (rings.closed() || rings.refresh() || left != null && left.isZero()) {
                return;
            }
        }
    }
}
