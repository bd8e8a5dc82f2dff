package io.gatehouse.upstream;

import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.Notification;

/// Hears what changes at upstream servers. Called from any thread; must not block.
public interface UpstreamListener {
    /// A list, or what the server says of itself, is another one; see [Upstream#snapshot()].
    void listsChanged(Upstream upstream);

    /// The phase, a problem or staleness is another one; see [Upstream#state()].
    void stateChanged(Upstream upstream);

    /// A message outside any request: a watched resource was updated.
    ///
    /// @param hearers who may hear of it
    void notified(Upstream upstream, Notification notification, Hearers hearers);

    /// Who may hear of what a server tells outside any request.
    @FunctionalInterface
    interface Hearers {
        /// Whoever uses the server.
        Hearers ALL = caller -> true;

        /// Whether this caller may.
        boolean include(Caller caller);
    }
}
