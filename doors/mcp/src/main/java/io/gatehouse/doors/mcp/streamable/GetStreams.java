package io.gatehouse.doors.mcp.streamable;

import io.gatehouse.doors.mcp.conversation.Conversation;
import io.gatehouse.doors.mcp.conversation.ServerStream;
import io.gatehouse.doors.mcp.conversation.Session;
import io.gatehouse.doors.mcp.conversation.StreamCount;
import io.gatehouse.doors.mcp.http.HttpReplies;
import io.gatehouse.http.EventStream;
import io.gatehouse.http.HttpExchange;
import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.Handler;
import io.gatehouse.protocol.Peer;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// The event streams that clients ask for with GET: those for what a server sends outside any request, and those that
/// go on where an earlier connection broke (2025-11-25, resumability and redelivery).
final class GetStreams {
    private final StreamCount count;
    private final @Nullable KeptStreams kept;

    /// @param kept null when no stream can be resumed
    GetStreams(StreamCount count, @Nullable KeptStreams kept) {
        this.count = count;
        this.kept = kept;
    }

    /// Answers a GET of a client that has a session.
    void open(HttpExchange http, Handler handler, Peer peer, Session session, String toolset) {
        StreamOwner owner = new StreamOwner(session, peer.caller(), toolset);
        String last = http.header("Last-Event-ID");
        EventId after = null;
        if (last != null && kept != null && owner.resumes()) {
            after = kept.ids().open(last, owner);
            if (after == null) {
                HttpReplies.error(
                        http,
                        400,
                        null,
                        ErrorCode.INVALID_REQUEST,
                        "The Last-Event-ID is not the ID of an event of this session. Open a stream without it.");
                return;
            }
        }
        if (!count.take()) {
            HttpReplies.busy(http, 503, null, StreamCount.EXHAUSTED);
        } else if (after == null || last == null) {
            listen(http, handler, peer, owner, false);
        } else {
            resume(http, handler, peer, owner, after, last);
        }
    }

    private void resume(HttpExchange http, Handler handler, Peer peer, StreamOwner owner, EventId after, String last) {
        KeptStream stream = kept == null ? null : kept.find(after, owner);
        Outlet outlet = new Outlet(http, count::release);
        if (stream != null && stream.resume(outlet, after.number(), last)) {
            http.onClosed(() -> stream.leave(outlet));
        } else if (after.answers() == null) {
            listen(http, handler, peer, owner, true);
        } else {
            outlet.add(LostEvents.unknown(after));
            outlet.end();
            outlet.flush();
        }
    }

    /// Opens the stream for what the server sends outside any request.
    ///
    /// @param lost whether the client asked for an earlier one of which nothing is kept
    private void listen(HttpExchange http, Handler handler, Peer peer, StreamOwner owner, boolean lost) {
        Conversation conversation = owner.session().conversation();
        AtomicBoolean released = new AtomicBoolean();
        Runnable release = () -> {
            if (released.compareAndSet(false, true)) {
                count.release();
            }
        };
        ServerStream stream = new ServerStream(conversation, release);
        KeptStream log = kept == null ? null : kept.open(owner, EventId.NONE, new Source(conversation, stream), 0);
        conversation.open(stream);
        Conversation.attempt(() -> stream.listen(handler, peer));
        List<byte[]> remade = owner.session().tellsOfRemaking() ? LostEvents.remade() : List.of();
        // A client that sees the stream begin must miss nothing from then on.
        if (log == null) {
            http.onClosed(() -> conversation.close(stream));
            EventStream events = http.events();
            if (lost) {
                events.send(LostEvents.note().data());
            }
            remade.forEach(events::send);
            stream.begin(events::send, events::end);
            return;
        }
        Outlet outlet = new Outlet(http, release);
        if (lost) {
            outlet.add(LostEvents.note());
        }
        log.begin(outlet);
        remade.forEach(message -> log.append(message, false));
        stream.begin(message -> log.append(message, false), log::finish);
        http.onClosed(() -> {
            if (!log.leave(outlet)) {
                conversation.close(stream);
            }
        });
    }

    /// A stream to which its client may come back.
    private record Source(Conversation conversation, ServerStream stream) implements KeptStream.Source {
        @Override
        public void expired() {
            conversation.close(stream);
        }

        @Override
        public void connected(boolean now) {
            stream.connected(now);
        }
    }
}
