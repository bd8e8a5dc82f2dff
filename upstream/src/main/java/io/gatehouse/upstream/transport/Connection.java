package io.gatehouse.upstream.transport;

import io.gatehouse.protocol.Notification;
import io.gatehouse.upstream.call.Outgoing;
import io.gatehouse.upstream.call.Replies;
import io.gatehouse.upstream.call.Sending;
import java.util.concurrent.CompletableFuture;

/// A way to a server after the handshake. Methods may be called from any thread; none blocks.
public interface Connection {
    /// What the server said of itself.
    Facts facts();

    /// How the server is reached.
    TransportKind transport();

    /// Whether the server keeps something between requests, so that client sessions must not always share
    /// it.
    boolean stateful();

    /// Sends a request under an id of the connection's own.
    Sending send(Outgoing outgoing, Replies replies);

    /// Sends a notification as it is.
    void notify(Notification notification);

    /// Ends it; calls in progress fail.
    ///
    /// @return completes when it has ended, in any case within seconds
    CompletableFuture<Void> close();
}
