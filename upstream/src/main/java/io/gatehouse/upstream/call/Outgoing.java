package io.gatehouse.upstream.call;

import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.EditedRequest;
import io.gatehouse.protocol.HeaderParameter;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Revision;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A request on its way to a server.
///
/// @param request with the id of whoever asked, and with its changes
/// @param peer who asked
/// @param parameters the arguments to mirror in headers
/// @param parameterHeaders `Mcp-Param-*` headers that came with it, names in lower case
/// @param timeout how long to wait without progress, or null for no end
/// @param limit how long to wait in all; without meaning when there is no timeout
/// @param repeatable whether it may be sent again when nobody knows what became of it
/// @param mostBytes the largest answer over HTTP; 0 for what the server's settings say
/// @param waitsForTask whether the gateway declares to a server of 2026-07-28 that it knows tasks, and waits for one
public record Outgoing(
        EditedRequest request,
        Peer peer,
        List<HeaderParameter> parameters,
        Map<String, String> parameterHeaders,
        @Nullable Duration timeout,
        Duration limit,
        boolean repeatable,
        int mostBytes,
        boolean waitsForTask) {

    /// How long may take what is neither a call nor a list: notifications, subscriptions, log levels, ends of sessions.
    public static final Duration CONTROL_TIMEOUT = Duration.ofSeconds(10);

    /// The gateway itself, when it lists or listens.
    public static final Peer GATEWAY = new Peer(Revision.NEWEST, null, ClientFace.GATEWAY_INFO, Caller.ANONYMOUS, null);

    /// A request of the gateway's own.
    public static Outgoing own(Request request, @Nullable Duration timeout) {
        return own(request, timeout, 0);
    }

    /// A request of the gateway's own for what a caller has running at the server.
    public static Outgoing ownFor(Caller caller, Request request, Duration timeout) {
        return new Outgoing(
                EditedRequest.unchanged(request),
                GATEWAY.by(caller),
                List.of(),
                Map.of(),
                timeout,
                timeout,
                true,
                0,
                false);
    }

    /// Whether it is a request of the gateway's own.
    public boolean ofGateway() {
        return peer.clientInfo() == ClientFace.GATEWAY_INFO;
    }

    /// For whom it is sent; null where it is for nobody in particular.
    public @Nullable Caller caller() {
        return peer == GATEWAY ? null : peer.caller();
    }

    /// A request of the gateway's own whose answer has a bound.
    public static Outgoing own(Request request, @Nullable Duration timeout, int mostBytes) {
        Duration limit = timeout == null ? Duration.ZERO : timeout;
        return new Outgoing(
                EditedRequest.unchanged(request), GATEWAY, List.of(), Map.of(), timeout, limit, true, mostBytes, false);
    }
}
