package io.gatehouse.http.server;

import io.gatehouse.http.loop.Node;
import java.util.concurrent.TimeUnit;

/// The connections of one event loop without a request in progress, those that wait longest first. When all connections
/// are taken, one of these makes room for another, so that whoever holds connections and asks nothing keeps nobody out.
/// One that has waited for less than a second stays: its request may be on its way.
final class QuietConnections {
    static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Node fresh = new Node();
    private final Node used = new Node();

    /// A connection's place in here; it is in one list at most.
    static final class Place extends Node {
        private final ServerConnection connection;
        private long since;

        Place(ServerConnection connection) {
            this.connection = connection;
        }
    }

    /// @param never whether it has had no request yet
    void add(Place place, boolean never) {
        place.since = System.nanoTime();
        place.joinEndOf(never ? fresh : used);
    }

    /// Closes the one that has waited longest for its first request.
    ///
    /// @return whether there was one
    boolean closeUnused() {
        return close(fresh);
    }

    /// Closes the one that is missed least: one that never asked anything before one that did.
    ///
    /// @return whether there was one
    boolean closeOne() {
        return close(fresh) || close(used);
    }

    private static boolean close(Node list) {
        if (!(list.next() instanceof Place place) || System.nanoTime() - place.since < GRACE_NANOS) {
            return false;
        }
        place.leave();
        place.connection.drop();
        return true;
    }
}
