package io.gatehouse.doors.mcp.streamable;

import io.gatehouse.doors.front.InFlight;
import io.gatehouse.doors.mcp.conversation.ListenStream;
import io.gatehouse.doors.mcp.conversation.ListenStreams;
import io.gatehouse.doors.mcp.conversation.Methods;
import io.gatehouse.doors.mcp.conversation.ModernMeta;
import io.gatehouse.doors.mcp.conversation.OpenRequest;
import io.gatehouse.doors.mcp.conversation.Revisions;
import io.gatehouse.doors.mcp.conversation.StreamCount;
import io.gatehouse.doors.mcp.http.Accepts;
import io.gatehouse.doors.mcp.http.EndpointSettings;
import io.gatehouse.doors.mcp.http.HttpReplies;
import io.gatehouse.http.HttpExchange;
import io.gatehouse.http.Timers;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.Filter;
import io.gatehouse.protocol.Handler;
import io.gatehouse.protocol.HeaderParameter;
import io.gatehouse.protocol.Meta;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.MirroredHeaders;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Revision;
import io.gatehouse.protocol.RpcError;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Serves requests that carry all they need (2026-07-28).
final class ModernEra {
    private final EndpointSettings settings;
    private final Timers timers;
    private final ListenStreams listens;
    private final InFlight work;
    private final Challenges challenges;
    private final ViewCache views = new ViewCache();

    ModernEra(EndpointSettings settings, Timers timers, StreamCount streams, InFlight work, Challenges challenges) {
        this.challenges = challenges;
        this.settings = settings;
        this.timers = timers;
        this.work = work;
        this.listens = new ListenStreams(settings.conversation().maxSubscriptions(), streams);
    }

    /// Serves a request whose `_meta` or header declares the modern era.
    void request(HttpExchange http, Accepts accepts, Request request, Handler handler, Caller caller) {
        RoutingHeaders headers = RoutingHeaders.of(http.requestHeaders());
        ObjectView meta = request.meta();
        RpcError malformed = ModernMeta.malformed(meta);
        if (malformed != null || meta == null) {
            HttpReplies.error(http, 400, request.id(), Objects.requireNonNull(malformed));
            return;
        }
        String version = String.valueOf(meta.string(Meta.PROTOCOL_VERSION));
        String mismatch = headers.versionMismatch(version);
        if (mismatch != null) {
            HttpReplies.error(http, 400, request.id(), ErrorCode.HEADER_MISMATCH, mismatch);
            return;
        }
        Revision revision = Revisions.ALL.named(version);
        if (revision == null) {
            HttpReplies.error(http, 400, request.id(), Revisions.ALL.unsupported(version));
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
            listen(http, accepts, request, handler, peer);
            return;
        }
        HttpChannel channel = new HttpChannel(http, accepts, challenges);
        OpenRequest open = new OpenRequest(channel, request, peer, null, headers.parameters(), work);
        Methods.serve(open, handler);
        if (!open.ended()) {
            channel.watch(timers, settings.streamAfter(), List.of(open));
        }
    }

    private void listen(HttpExchange http, Accepts accepts, Request request, Handler handler, Peer peer) {
        if (!accepts.events()) {
            HttpReplies.error(
                    http,
                    406,
                    request.id(),
                    ErrorCode.INVALID_REQUEST,
                    "subscriptions/listen needs Accept: text/event-stream.");
            return;
        }
        Filter filter = listens.filter(request);
        if (filter == null) {
            HttpReplies.error(http, 400, request.id(), listens.malformed());
            return;
        }
        HttpChannel channel = new HttpChannel(http, accepts, challenges);
        ListenStream stream = listens.open(channel, request, filter);
        if (stream == null) {
            HttpReplies.busy(http, 200, request.id(), StreamCount.EXHAUSTED);
            return;
        }
        channel.open();
        http.onClosed(stream::close);
        stream.start(handler, peer);
    }

    private static @Nullable String argumentMismatch(
            Request request, RoutingHeaders headers, Handler handler, Peer peer) {
        String tool = request.method().equals(Method.TOOLS_CALL) ? request.name() : null;
        if (tool == null) {
            return null;
        }
        List<HeaderParameter> parameters = handler.headerParameters(tool, peer);
        return parameters.isEmpty() ? null : MirroredHeaders.mismatch(parameters, request, headers.parameters());
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
        if (version != null && Revisions.ALL.named(version) == null) {
            HttpReplies.error(http, 400, null, Revisions.ALL.unsupported(version));
            return;
        }
        http.respond(202);
        Peer peer = ModernMeta.peer(notification.params(), caller);
        Methods.notification(notification, peer, null, handler);
    }

    /// Ends every `subscriptions/listen`.
    void close() {
        listens.close();
    }
}
