package io.gatehouse.server;

import io.gatehouse.http.HttpExchange;
import io.gatehouse.http.Timers;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.Handler;
import io.gatehouse.protocol.HeaderParameter;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.Meta;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Revision;
import io.gatehouse.protocol.RpcError;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Serves requests that carry all they need (2026-07-28).
final class ModernEra {
    private final EndpointSettings settings;
    private final Timers timers;
    private final ListenStreams listens;
    private final Work work;
    private final ViewCache views = new ViewCache();

    ModernEra(EndpointSettings settings, Timers timers, StreamCount streams, Work work) {
        this.settings = settings;
        this.timers = timers;
        this.work = work;
        this.listens = new ListenStreams(settings, streams);
    }

    /// Serves a request whose `_meta` or header declares the modern era.
    void request(HttpExchange http, Accepts accepts, Request request, Handler handler, Caller caller) {
        RoutingHeaders headers = RoutingHeaders.of(http.requestHeaders());
        ObjectView meta = request.meta();
        RpcError malformed = malformed(meta);
        if (malformed != null || meta == null) {
            HttpReplies.error(http, 400, request.id(), malformed == null ? missing("_meta") : malformed);
            return;
        }
        String version = String.valueOf(meta.string(Meta.PROTOCOL_VERSION));
        String mismatch = headers.versionMismatch(version);
        if (mismatch != null) {
            HttpReplies.error(http, 400, request.id(), ErrorCode.HEADER_MISMATCH, mismatch);
            return;
        }
        Revision revision = Revision.of(version).filter(Revision::modern).orElse(null);
        if (revision == null) {
            HttpReplies.error(http, 400, request.id(), unsupported(version));
            return;
        }
        Peer peer = new Peer(
                revision,
                views.object(meta.get(Meta.CLIENT_CAPABILITIES)),
                views.object(meta.get(Meta.CLIENT_INFO)),
                caller,
                null);
        mismatch = headers.mismatch(request);
        if (mismatch == null) {
            mismatch = argumentMismatch(request, headers, handler, peer);
        }
        if (mismatch != null) {
            HttpReplies.error(http, 400, request.id(), ErrorCode.HEADER_MISMATCH, mismatch);
            return;
        }
        if (request.method().equals(Method.LISTEN)) {
            listens.open(http, accepts, request, handler, peer);
            return;
        }
        HttpChannel channel = new HttpChannel(http, accepts, 1, false);
        OpenRequest open = new OpenRequest(channel, request, peer, headers.parameters(), work);
        serve(open, handler);
        if (!open.ended()) {
            channel.watch(timers, settings.streamAfter(), List.of(open));
        }
    }

    private static void serve(OpenRequest open, Handler handler) {
        switch (open.request().method()) {
            case Method.DISCOVER ->
                open.attempt(
                        () -> handler.identify(open.peer(), identity -> open.respond(Handshake.discovered(identity))));
            case Method.INITIALIZE,
                    Method.PING,
                    Method.SET_LEVEL,
                    Method.RESOURCES_SUBSCRIBE,
                    Method.RESOURCES_UNSUBSCRIBE -> open.respond(LegacyMethods.unknown(open.request()));
            default -> open.serve(handler);
        }
    }

    private static @Nullable String argumentMismatch(
            Request request, RoutingHeaders headers, Handler handler, Peer peer) {
        String tool = request.method().equals(Method.TOOLS_CALL) ? request.name() : null;
        if (tool == null) {
            return null;
        }
        List<HeaderParameter> parameters = handler.headerParameters(tool, peer);
        return parameters.isEmpty() ? null : MirroredArguments.mismatch(parameters, request, headers.parameters());
    }

    /// What is wrong with the required fields of `_meta`, or null.
    private static @Nullable RpcError malformed(@Nullable ObjectView meta) {
        if (meta == null) {
            return missing("_meta");
        }
        if (meta.string(Meta.PROTOCOL_VERSION) == null) {
            return missing("_meta[\"" + Meta.PROTOCOL_VERSION + "\"], a string,");
        }
        if (!isObject(meta, Meta.CLIENT_CAPABILITIES)) {
            return missing("_meta[\"" + Meta.CLIENT_CAPABILITIES + "\"], an object,");
        }
        if (meta.has(Meta.CLIENT_INFO) && !isObject(meta, Meta.CLIENT_INFO)) {
            return new RpcError(
                    ErrorCode.INVALID_PARAMS, "params._meta[\"" + Meta.CLIENT_INFO + "\"] must be an object");
        }
        return null;
    }

    private static boolean isObject(ObjectView meta, String key) {
        var value = meta.get(key);
        return value != null && value.first() == '{';
    }

    private static RpcError missing(String field) {
        return new RpcError(
                ErrorCode.INVALID_PARAMS,
                "params." + field + " is missing; revision 2026-07-28 needs it in every request");
    }

    /// Names the revisions that a client may use instead.
    static RpcError unsupported(String requested) {
        return new RpcError(
                ErrorCode.UNSUPPORTED_VERSION,
                "protocol version " + LegacyMethods.shortened(requested) + " is not supported here; use one of "
                        + Handshake.MODERN_VERSIONS + " or start a session with initialize",
                "{\"supported\":" + Handshake.MODERN_VERSIONS + ",\"requested\":"
                        + Json.quote(LegacyMethods.shortened(requested)) + "}");
    }

    /// Takes a notification: the revision names none for HTTP, extensions may.
    void notification(HttpExchange http, Notification notification, Handler handler, Caller caller) {
        ObjectView meta =
                notification.params() == null ? null : notification.params().object("_meta");
        String version = meta == null ? null : meta.string(Meta.PROTOCOL_VERSION);
        RoutingHeaders headers = RoutingHeaders.of(http.requestHeaders());
        String mismatch = version == null ? null : headers.versionMismatch(version);
        if (mismatch != null) {
            HttpReplies.error(http, 400, null, ErrorCode.HEADER_MISMATCH, mismatch);
            return;
        }
        if (version != null && Revision.of(version).filter(Revision::modern).isEmpty()) {
            HttpReplies.error(http, 400, null, unsupported(version));
            return;
        }
        http.respond(202);
        ObjectView capabilities = meta == null ? null : meta.object(Meta.CLIENT_CAPABILITIES);
        ObjectView info = meta == null ? null : meta.object(Meta.CLIENT_INFO);
        Peer peer = new Peer(Revision.R2026_07_28, capabilities, info, caller, null);
        LegacyMethods.notification(notification, peer, handler);
    }

    /// Ends every `subscriptions/listen`.
    void close() {
        listens.close();
    }
}
