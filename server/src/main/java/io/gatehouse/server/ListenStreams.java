package io.gatehouse.server;

import io.gatehouse.http.HttpExchange;
import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.Filter;
import io.gatehouse.protocol.Handler;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.MalformedJsonException;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Slice;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The open streams of `subscriptions/listen` (2026-07-28, subscriptions).
final class ListenStreams {
    private final EndpointSettings settings;
    private final StreamCount count;
    private final Set<ListenStream> open = ConcurrentHashMap.newKeySet();

    ListenStreams(EndpointSettings settings, StreamCount count) {
        this.settings = settings;
        this.count = count;
    }

    void open(HttpExchange http, Accepts accepts, Request request, Handler handler, Peer peer) {
        if (!accepts.events()) {
            HttpReplies.error(
                    http,
                    406,
                    request.id(),
                    ErrorCode.INVALID_REQUEST,
                    "subscriptions/listen needs Accept: text/event-stream");
            return;
        }
        Filter filter = filter(request);
        if (filter == null) {
            HttpReplies.error(
                    http,
                    400,
                    request.id(),
                    ErrorCode.INVALID_PARAMS,
                    "\"params.notifications\" must be an object of booleans and of at most "
                            + settings.maxSubscriptions() + " resourceSubscriptions");
            return;
        }
        if (!count.take()) {
            HttpReplies.error(
                    http,
                    503,
                    request.id(),
                    ErrorCode.LIMIT_REACHED,
                    "too many event streams are open; try again later");
            return;
        }
        ListenStream stream = new ListenStream(http, request.id(), filter, this::closed);
        open.add(stream);
        stream.start(handler, peer);
    }

    private void closed(ListenStream stream) {
        if (open.remove(stream)) {
            count.release();
        }
    }

    /// Ends them all, each with its response.
    void close() {
        open.forEach(ListenStream::ended);
    }

    private @Nullable Filter filter(Request request) {
        ObjectView wanted = request.params() == null ? null : request.params().object("notifications");
        if (wanted == null) {
            return null;
        }
        Set<String> uris = uris(wanted.get("resourceSubscriptions"));
        return uris == null
                ? null
                : new Filter(
                        wanted.isTrue("toolsListChanged"),
                        wanted.isTrue("promptsListChanged"),
                        wanted.isTrue("resourcesListChanged"),
                        uris);
    }

    private @Nullable Set<String> uris(@Nullable Slice array) {
        if (array == null) {
            return Set.of();
        }
        List<Slice> elements;
        try {
            elements = Json.elements(array);
        } catch (MalformedJsonException noArray) {
            return null;
        }
        Set<String> uris = new HashSet<>();
        for (Slice element : elements) {
            if (element.first() != '"' || uris.size() >= settings.maxSubscriptions()) {
                return null;
            }
            uris.add(Json.unquote(element));
        }
        return uris;
    }
}
