package io.gatehouse.doors.mcp.conversation;

import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.Handler;
import io.gatehouse.protocol.Identity;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.Meta;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Revision;
import io.gatehouse.protocol.RpcError;
import org.jspecify.annotations.Nullable;

/// `initialize` and `server/discover`.
public final class Handshake {
    /// What a client is told whose `initialize` names none.
    public static final RpcError NO_VERSION =
            new RpcError(ErrorCode.INVALID_PARAMS, "\"params.protocolVersion\" must be a string");

    private static final String MODERN_VERSIONS = Revisions.ALL.modernVersions();

    private Handshake() {}

    /// The client that an `initialize` shows; null when it names no revision.
    public static @Nullable Peer client(Request initialize, Revisions revisions, Caller caller) {
        ObjectView params = initialize.params();
        String requested = params == null ? null : params.string("protocolVersion");
        return params == null || requested == null
                ? null
                : new Peer(
                        revisions.negotiate(requested),
                        Views.compact(params.object("capabilities")),
                        Views.compact(params.object("clientInfo")),
                        caller,
                        null);
    }

    /// Answers `initialize`.
    public static void initialize(OpenRequest open, Handler handler, Peer client) {
        open.attempt(() ->
                handler.identify(client, identity -> open.respond(initialized(identity, client.revision()))));
    }

    /// The response to `initialize`.
    private static Response initialized(Identity identity, Revision revision) {
        return Response.result("{\"protocolVersion\":\"" + revision.id() + "\",\"capabilities\":"
                + identity.capabilities().text() + ",\"serverInfo\":"
                + identity.serverInfo().text() + instructions(identity.instructions()) + "}");
    }

    /// The response to `server/discover` (2026-07-28).
    static Response discovered(Identity identity) {
        return Response.result("{\"resultType\":\"complete\",\"supportedVersions\":" + MODERN_VERSIONS
                + ",\"capabilities\":" + identity.capabilities().text()
                + instructions(identity.instructions())
                + ",\"ttlMs\":" + identity.ttlMillis()
                + ",\"cacheScope\":\"" + identity.cacheScope().wire()
                + "\",\"_meta\":{\"" + Meta.SERVER_INFO + "\":"
                + identity.serverInfo().text() + "}}");
    }

    private static String instructions(@Nullable String instructions) {
        return instructions == null ? "" : ",\"instructions\":" + Json.quote(instructions);
    }
}
