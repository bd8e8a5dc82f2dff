package io.gatehouse.doors.mcp.conversation;

import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.Filter;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.MalformedJsonException;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.RpcError;
import io.gatehouse.protocol.Slice;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The open streams of `subscriptions/listen` (2026-07-28, subscriptions).
public final class ListenStreams {
    private final int most;
    private final StreamCount count;
    private final Set<ListenStream> open = ConcurrentHashMap.newKeySet();

    /// @param most how many resources, and how many tasks, one may watch
    /// @param count how many there may be
    public ListenStreams(int most, StreamCount count) {
        this.most = most;
        this.count = count;
    }

    /// Opens one that is still to be started; null when there are too many.
    public @Nullable ListenStream open(ReplyChannel channel, Request request, Filter filter) {
        if (!count.take()) {
            return null;
        }
        ListenStream stream = new ListenStream(channel, request.id(), filter, this::closed);
        open.add(stream);
        return stream;
    }

    private void closed(ListenStream stream) {
        if (open.remove(stream)) {
            count.release();
        }
    }

    /// Whether one with this id is open.
    boolean has(Slice id) {
        return open.stream().anyMatch(stream -> stream.id().equals(id));
    }

    /// The client wants no more of the one with this id; on the loop.
    void cancel(Slice id) {
        open.stream().filter(stream -> stream.id().equals(id)).forEach(ListenStream::close);
    }

    /// Nobody is there any more to listen; on the loop.
    void cancelAll() {
        open.forEach(ListenStream::close);
    }

    /// Ends them all, each with its response.
    public void close() {
        open.forEach(ListenStream::ended);
    }

    /// What is wrong with a request for which there is no [#filter(Request)].
    public RpcError malformed() {
        return new RpcError(
                ErrorCode.INVALID_PARAMS,
                "\"params.notifications\" must be an object of booleans and of at most " + most
                        + " resourceSubscriptions and taskIds each");
    }

    /// What a request wants to hear of; null when it does not say so.
    public @Nullable Filter filter(Request request) {
        ObjectView wanted = request.params() == null ? null : request.params().object("notifications");
        if (wanted == null) {
            return null;
        }
        Set<String> uris = texts(wanted.get("resourceSubscriptions"));
        Set<String> tasks = texts(wanted.get("taskIds"));
        return uris == null || tasks == null
                ? null
                : new Filter(
                        wanted.isTrue("toolsListChanged"),
                        wanted.isTrue("promptsListChanged"),
                        wanted.isTrue("resourcesListChanged"),
                        uris,
                        tasks);
    }

    private @Nullable Set<String> texts(@Nullable Slice array) {
        Set<String> texts = new HashSet<>();
        try {
            for (Slice element : array == null ? List.<Slice>of() : Json.elements(array)) {
                if (element.first() != '"' || texts.size() >= most) {
                    return null;
                }
                texts.add(Json.unquote(element));
            }
        } catch (MalformedJsonException noArray) {
            return null;
        }
        return texts;
    }
}
