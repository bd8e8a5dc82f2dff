package io.gatehouse.upstream;

import io.gatehouse.protocol.Notification;

/// Hears what changes at upstream servers. Called from any thread; must not block.
public interface UpstreamListener {
    /// A list, or what the server says of itself, is another one; see [Upstream#snapshot()].
    void listsChanged(Upstream upstream);

    /// The phase, a problem or staleness is another one; see [Upstream#state()].
    void stateChanged(Upstream upstream);

    /// A message of the shared connection outside any request: a watched resource was updated.
    void notified(Upstream upstream, Notification notification);
}
