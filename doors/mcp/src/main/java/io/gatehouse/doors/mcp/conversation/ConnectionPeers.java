package io.gatehouse.doors.mcp.conversation;

import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.Meta;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Revision;
import io.gatehouse.protocol.RpcError;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Finds out to which era a message on a connection belongs, and so who its client is: modern ones name their revision
/// in `_meta`, all others belong to the session that `initialize` began.
///
/// @param caller who is answerable for the client
record ConnectionPeers(Revisions revisions, Caller caller) {

    /// The client as one request shows it.
    ///
    /// @param refusal why the request is not served, or null
    record Known(Peer peer, @Nullable RpcError refusal) {}

    /// Whether a message with these parameters belongs to the modern era.
    boolean modern(@Nullable ObjectView params) {
        return revisions.modern() && ModernMeta.claimed(params);
    }

    Known of(Request request, @Nullable Session session) {
        if (modern(request.params())) {
            return new Known(ModernMeta.peer(request.params(), caller), refusal(request.meta()));
        }
        return session == null ? nobodyYet(request) : new Known(session.peer(), null);
    }

    private @Nullable RpcError refusal(@Nullable ObjectView meta) {
        RpcError malformed = ModernMeta.malformed(meta);
        if (malformed != null) {
            return malformed;
        }
        String version = String.valueOf(Objects.requireNonNull(meta).string(Meta.PROTOCOL_VERSION));
        return revisions.named(version) == null ? revisions.unsupported(version) : null;
    }

    private Known nobodyYet(Request request) {
        Revision assumed = revisions.legacy() ? Revision.NEWEST_LEGACY : Revision.NEWEST;
        return new Known(new Peer(assumed, null, null, caller, null), beforeInitialize(request));
    }

    private @Nullable RpcError beforeInitialize(Request request) {
        String method = request.method();
        if (revisions.legacy() && (method.equals(Method.INITIALIZE) || method.equals(Method.PING))) {
            return null;
        }
        if (!revisions.legacy() && method.equals(Method.INITIALIZE)) {
            String requested =
                    request.params() == null ? null : request.params().string("protocolVersion");
            return revisions.unsupported(requested == null ? "" : requested);
        }
        if (!revisions.modern()) {
            return method.equals(Method.DISCOVER)
                    ? new RpcError(ErrorCode.METHOD_NOT_FOUND, "There is no method server/discover here.")
                    : new RpcError(ErrorCode.INVALID_REQUEST, "Send initialize first.");
        }
        return new RpcError(
                ErrorCode.INVALID_PARAMS,
                "params._meta[\"" + Meta.PROTOCOL_VERSION
                        + "\"] is missing. Clients before 2026-07-28 must send initialize first.");
    }
}
