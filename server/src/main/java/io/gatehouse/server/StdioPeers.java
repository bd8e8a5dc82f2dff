package io.gatehouse.server;

import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.Meta;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Revision;
import io.gatehouse.protocol.RpcError;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Finds out of which era a request over stdio is: modern ones name their revision in `_meta`.
final class StdioPeers {
    private static final Set<String> BEFORE_INITIALIZE = Set.of(Method.INITIALIZE, Method.PING);

    private StdioPeers() {}

    /// The client as one request shows it.
    ///
    /// @param refusal why the request is not served, or null
    record Known(Peer peer, @Nullable RpcError refusal) {}

    static Known of(Request request, StdioConnection connection) {
        StdioSettings settings = connection.settings();
        ObjectView meta = request.meta();
        if (meta != null && meta.has(Meta.PROTOCOL_VERSION) && settings.modern()) {
            return modern(meta, settings);
        }
        Peer initialized = connection.initialized();
        if (initialized != null) {
            return new Known(initialized, null);
        }
        return nobodyYet(request, settings);
    }

    private static Known modern(ObjectView meta, StdioSettings settings) {
        ObjectView capabilities = meta.object(Meta.CLIENT_CAPABILITIES);
        Peer peer = new Peer(Revision.NEWEST, capabilities, meta.object(Meta.CLIENT_INFO), settings.caller(), null);
        String version = meta.string(Meta.PROTOCOL_VERSION);
        if (version == null) {
            return new Known(peer, missing(Meta.PROTOCOL_VERSION + "\" must be a string"));
        }
        boolean known = Revision.of(version)
                .filter(Revision::modern)
                .filter(settings.revisions()::contains)
                .isPresent();
        if (!known) {
            return new Known(peer, unsupported(version, settings));
        }
        return new Known(
                peer, capabilities == null ? missing(Meta.CLIENT_CAPABILITIES + "\" must be an object") : null);
    }

    private static Known nobodyYet(Request request, StdioSettings settings) {
        Revision assumed = settings.legacy() ? Revision.NEWEST_LEGACY : Revision.NEWEST;
        Peer peer = new Peer(assumed, null, null, settings.caller(), null);
        boolean initialize = request.method().equals(Method.INITIALIZE);
        if (settings.legacy()) {
            if (BEFORE_INITIALIZE.contains(request.method())) {
                return new Known(peer, null);
            }
            if (!settings.modern() && request.method().equals(Method.DISCOVER)) {
                return new Known(
                        peer, new RpcError(ErrorCode.METHOD_NOT_FOUND, "there is no method server/discover here"));
            }
        } else if (initialize) {
            String requested =
                    request.params() == null ? null : request.params().string("protocolVersion");
            return new Known(peer, unsupported(requested == null ? "" : requested, settings));
        }
        return new Known(
                peer,
                settings.modern()
                        ? missing(Meta.PROTOCOL_VERSION
                                + "\" is missing; clients before 2026-07-28 send initialize first")
                        : new RpcError(ErrorCode.INVALID_REQUEST, "send initialize first"));
    }

    private static RpcError missing(String what) {
        return new RpcError(ErrorCode.INVALID_PARAMS, "params._meta[\"" + what);
    }

    private static RpcError unsupported(String requested, StdioSettings settings) {
        String supported = Revision.newestFirst().stream()
                .filter(Revision::modern)
                .filter(settings.revisions()::contains)
                .map(revision -> Json.quote(revision.id()))
                .collect(Collectors.joining(",", "[", "]"));
        return new RpcError(
                ErrorCode.UNSUPPORTED_VERSION,
                "revision " + CallErrors.shortened(requested) + " is not spoken here",
                "{\"supported\":" + supported + ",\"requested\":" + Json.quote(requested) + "}");
    }
}
