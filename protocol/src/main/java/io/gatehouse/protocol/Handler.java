package io.gatehouse.protocol;

import java.util.List;
import java.util.function.Consumer;

/// Something that answers MCP requests: a server of our own, one behind the gateway, or the gateway's view of many.
/// Transports call it and take care of what differs between them: framing, `initialize`, `server/discover`, `ping`,
/// sessions, headers and status codes. No method blocks; answers may come from any thread.
public interface Handler {
    /// Gives what the handler is and can do, as soon as it knows.
    void identify(Peer peer, Consumer<Identity> answer);

    /// Answers a request of any method that transports do not answer themselves. Must end in exactly one
    /// [Exchange#respond(Response)].
    void request(Request request, Exchange exchange);

    /// Takes a notification from the client that is not about one of its running requests.
    void notification(Notification notification, Peer peer);

    /// Starts to tell `listener` what changes, until the returned listening is closed.
    Listening listen(Filter filter, Peer peer, Listener listener);

    /// The arguments of a tool that must be mirrored in headers (`x-mcp-header`); empty for an unknown tool.
    default List<HeaderParameter> headerParameters(String tool, Peer peer) {
        return List.of();
    }

    /// Receives changes. The first call is [#acknowledged(Filter)].
    interface Listener {
        /// What of the filter is honoured.
        void acknowledged(Filter honoured);

        /// A list-changed or resource-updated notification.
        void notification(Notification notification);

        /// Nothing more will come.
        void ended();
    }

    /// A running subscription.
    interface Listening extends AutoCloseable {
        /// Stops it; the listener hears nothing more.
        @Override
        void close();
    }
}
