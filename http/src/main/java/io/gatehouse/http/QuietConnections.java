package io.gatehouse.http;

/// The connections of one event loop without a request in progress, those that wait longest first. When all connections
/// are taken, one of these makes room for another, so that whoever holds connections and asks nothing keeps nobody out.
final class QuietConnections {
    private final Node fresh = new Node();
    private final Node used = new Node();

    /// A connection's place in here; it is in one list at most.
    static final class Place extends Node {
        private final ServerConnection connection;

        Place(ServerConnection connection) {
            this.connection = connection;
        }
    }

    /// @param never whether it has had no request yet
    void add(Place place, boolean never) {
        place.joinEndOf(never ? fresh : used);
    }

    /// Closes the one that is missed least: one that never asked anything before one that did.
    ///
    /// @return whether there was one
    boolean makeRoom() {
        Node victim = fresh.alone() ? used.next : fresh.next;
        if (!(victim instanceof Place place)) {
            return false;
        }
        place.leave();
        place.connection.drop();
        return true;
    }
}
