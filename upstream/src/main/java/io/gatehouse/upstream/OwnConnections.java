package io.gatehouse.upstream;

import io.gatehouse.http.Cancellable;
import io.gatehouse.http.Timers;
import io.gatehouse.protocol.Failure.Outcome;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.Peer;
import io.gatehouse.upstream.call.CallFailure;
import io.gatehouse.upstream.call.CallFailure.Kind;
import io.gatehouse.upstream.call.Told;
import io.gatehouse.upstream.reading.ServerWarning;
import io.gatehouse.upstream.settings.ServerSettings;
import io.gatehouse.upstream.transport.Connection;
import io.gatehouse.upstream.transport.Connector;
import io.gatehouse.upstream.transport.Era;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// The connections to one server that clients have for themselves, because the server may ask them something. Their
/// number is limited; a call that finds no room waits a moment and is then refused.
final class OwnConnections {
    /// How long a call waits for room.
    private static final Duration WAIT = Duration.ofSeconds(2);

    private final ServerSettings settings;
    private final Connector connector;
    private final Timers timers;
    private final Bell bell;
    private final ServerWarnings warnings;
    private final List<OwnConnection> all = new ArrayList<>();
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private boolean closed;

    /// A call without a connection.
    private record Waiting(ServerCall call, OwnFace face, Era era) {}

    OwnConnections(ServerSettings settings, Connector connector, Timers timers, Bell bell, ServerWarnings warnings) {
        this.settings = settings;
        this.connector = connector;
        this.timers = timers;
        this.bell = bell;
        this.warnings = warnings;
    }

    /// Sends a call over a connection of its client's own, now or when there is room, if it should have one.
    ///
    /// @return false when the call belongs on the shared connection
    boolean take(ServerCall call, Connection shared) {
        OwnFace face = OwnFace.of(call, settings, shared, this::has);
        if (face == null) {
            return false;
        }
        Waiting one = new Waiting(call, face, Era.of(shared));
        if (!placed(one)) {
            await(one);
        }
        return true;
    }

    private void await(Waiting one) {
        synchronized (this) {
            waiting.addLast(one);
        }
        Cancellable timer = timers.after(WAIT, () -> {
            if (withdrawn(one)) {
                one.call().failed(full());
            }
        });
        one.call().alsoAtEnd(timer::cancel);
        placeWaiting();
    }

    private synchronized boolean withdrawn(Waiting one) {
        return waiting.remove(one);
    }

    private CallFailure full() {
        int most = settings.maxOwnConnections();
        return CallFailure.of(
                        Kind.LIMIT,
                        settings.name(),
                        Outcome.NOT_SENT,
                        new Told(
                                "server " + settings.name() + ": all " + most
                                        + " connections for single clients are in use, or this caller has its share",
                                "raise max-own-connections of server " + settings.name()))
                .tellingCallers(Told.of("Server " + settings.name()
                        + " has no free connection for a client that can be asked questions"));
    }

    /// Gives those that wait a connection, as far as there is room.
    private void placeWaiting() {
        List<Waiting> tried;
        synchronized (this) {
            tried = List.copyOf(waiting);
        }
        for (Waiting one : tried) {
            if (one.call().over()) {
                withdrawn(one);
            } else {
                placeWaiting(one);
            }
        }
    }

    private void placeWaiting(Waiting one) {
        OwnConnection own;
        synchronized (this) {
            own = waiting.contains(one) ? reserved(one) : null;
            if (own != null) {
                waiting.remove(one);
            }
        }
        if (own != null) {
            own.send(one.call(), one.era());
        }
    }

    private boolean placed(Waiting one) {
        OwnConnection own;
        synchronized (this) {
            own = reserved(one);
        }
        if (own == null) {
            return false;
        }
        own.send(one.call(), one.era());
        return true;
    }

    /// A connection that takes a further call, made where there is room for one; null when there is none.
    private @Nullable OwnConnection reserved(Waiting one) {
        OwnFace face = one.face();
        for (OwnConnection known : all) {
            if (known.face().key().equals(face.key()) && known.reserve()) {
                return known;
            }
        }
        if (closed || shareUsed(face.peer().caller().account())) {
            return null;
        }
        if (all.size() >= settings.maxOwnConnections()) {
            OwnConnection idle = idle();
            if (idle == null) {
                return null;
            }
            all.remove(idle);
            idle.close();
        }
        OwnConnection fresh = new OwnConnection(this, settings, connector, timers, bell, face.lasting());
        fresh.reserve();
        all.add(fresh);
        Peer.Session session = face.session();
        if (session != null) {
            session.onEnd(fresh::close);
        }
        return fresh;
    }

    /// The one that was not used for the longest time, among those of which a client notices nothing when it is closed.
    private @Nullable OwnConnection idle() {
        return all.stream()
                .filter(OwnConnection::dispensable)
                .min(Comparator.comparingLong(OwnConnection::used))
                .orElse(null);
    }

    private synchronized boolean has(String session) {
        return all.stream().anyMatch(own -> own.face().key().equals(session));
    }

    /// Passes on what a session's client says outside its requests.
    void notify(Notification notification, Peer peer) {
        Peer.Session session = peer.session();
        if (session == null) {
            return;
        }
        List<OwnConnection> told;
        synchronized (this) {
            told = all.stream()
                    .filter(own -> own.face().key().equals(session.id()))
                    .toList();
        }
        told.forEach(own -> own.notify(notification));
    }

    /// Whether a client would notice if all were closed.
    synchronized boolean dispensable() {
        return waiting.isEmpty() && all.stream().allMatch(OwnConnection::dispensable);
    }

    /// How many there are.
    synchronized int size() {
        return all.size();
    }

    /// One is no more.
    void forget(OwnConnection gone) {
        synchronized (this) {
            all.remove(gone);
        }
        placeWaiting();
    }

    /// One has ended a call.
    void freed() {
        placeWaiting();
    }

    void warned(ServerWarning warning) {
        warnings.add(warning);
    }

    CompletableFuture<Void> close() {
        List<OwnConnection> open;
        List<Waiting> unsent;
        synchronized (this) {
            closed = true;
            open = List.copyOf(all);
            unsent = List.copyOf(waiting);
            waiting.clear();
        }
        unsent.forEach(one -> one.call().failed(full()));
        return CompletableFuture.allOf(open.stream().map(OwnConnection::close).toArray(CompletableFuture[]::new));
    }

    /// Whether one caller has as many as it may, so that some are left to others.
    private boolean shareUsed(String account) {
        if (account.isEmpty()) {
            return false;
        }
        int of = (int) all.stream().filter(own -> own.account().equals(account)).count();
        return of >= CallerShare.of(settings.maxOwnConnections(), all.size() - of);
    }
}
