package io.gatehouse.upstream;

import io.gatehouse.http.Timers;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.Peer;
import io.gatehouse.upstream.reading.ServerWarning;
import io.gatehouse.upstream.settings.ServerSettings;
import io.gatehouse.upstream.settings.Sessions;
import io.gatehouse.upstream.transport.Connection;
import io.gatehouse.upstream.transport.Connector;
import io.gatehouse.upstream.transport.Era;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// The connections to one server that single client sessions have for themselves.
final class OwnConnections {
    private static final System.Logger LOG = System.getLogger(OwnConnections.class.getName());

    private final ServerSettings settings;
    private final Connector connector;
    private final Timers timers;
    private final Bell bell;
    private final ServerWarnings warnings;
    private final Map<String, OwnConnection> bySession = new ConcurrentHashMap<>();
    private final AtomicBoolean full = new AtomicBoolean();
    private volatile boolean closed;

    OwnConnections(ServerSettings settings, Connector connector, Timers timers, Bell bell, ServerWarnings warnings) {
        this.settings = settings;
        this.connector = connector;
        this.timers = timers;
        this.bell = bell;
        this.warnings = warnings;
    }

    /// Sends a call over the session's own connection, when it should have one and there is room.
    ///
    /// @return false when the call belongs on the shared connection
    boolean take(ServerCall call, Connection shared) {
        Peer peer = call.peer();
        Peer.Session session = peer.session();
        if (session == null || settings.sessions() == Sessions.SHARED || !wants(peer, session, shared)) {
            return false;
        }
        OwnConnection own = connection(peer, session, shared);
        return own != null && own.take(call);
    }

    /// Passes on what the client says outside its requests.
    void notify(Notification notification, Peer peer) {
        OwnConnection own =
                peer.session() == null ? null : bySession.get(peer.session().id());
        if (own != null) {
            own.notify(notification);
        }
    }

    /// How many there are.
    int size() {
        return bySession.size();
    }

    void forget(OwnConnection gone) {
        if (bySession.remove(gone.session().id(), gone)) {
            full.set(false);
        }
    }

    void warned(ServerWarning warning) {
        warnings.add(warning);
    }

    CompletableFuture<Void> close() {
        closed = true;
        List<CompletableFuture<Void>> ending =
                bySession.values().stream().map(OwnConnection::close).toList();
        return CompletableFuture.allOf(ending.toArray(CompletableFuture[]::new));
    }

    /// Whether one caller has as many as it may: its further sessions share one, so that some are left to others.
    private boolean shareUsed(String account) {
        if (account.isEmpty()) {
            return false;
        }
        int of = (int) bySession.values().stream()
                .filter(own -> own.account().equals(account))
                .count();
        return of >= CallSlots.share(settings.maxOwnConnections(), bySession.size() - of);
    }

    private boolean wants(Peer peer, Peer.Session session, Connection shared) {
        if (peer.revision().modern() || !shared.stateful()) {
            return false;
        }
        return settings.sessions() == Sessions.OWN
                || peer.can("elicitation")
                || peer.can("sampling")
                || session.logLevel() != null
                || bySession.containsKey(session.id());
    }

    private @Nullable OwnConnection connection(Peer peer, Peer.Session session, Connection shared) {
        OwnConnection known = bySession.get(session.id());
        if (known != null || closed) {
            return known;
        }
        OwnConnection fresh;
        synchronized (this) {
            known = bySession.get(session.id());
            if (known != null) {
                return known;
            }
            if (shareUsed(peer.caller().account())) {
                return null;
            }
            if (bySession.size() >= settings.maxOwnConnections()) {
                if (full.compareAndSet(false, true)) {
                    LOG.log(
                            System.Logger.Level.WARNING,
                            "server {0}: all {1} connections for single sessions are in use; further sessions share one",
                            settings.name(),
                            settings.maxOwnConnections());
                }
                return null;
            }
            fresh = new OwnConnection(this, settings, connector, timers, bell, peer, session);
            bySession.put(session.id(), fresh);
        }
        fresh.open(Era.of(shared));
        session.onEnd(fresh::close);
        return fresh;
    }
}
