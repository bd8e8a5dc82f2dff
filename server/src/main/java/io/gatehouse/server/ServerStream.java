package io.gatehouse.server;

import io.gatehouse.http.EventStream;
import io.gatehouse.protocol.Filter;
import io.gatehouse.protocol.Handler;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.Peer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// An event stream that a legacy client keeps open for what the server sends outside any request. Of several streams of
/// one session only the newest carries messages, because none may be sent twice (2025-11-25, multiple connections).
final class ServerStream implements Handler.Listener, AutoCloseable {
    private final LiveSession session;
    private final Runnable closed;
    private final AtomicBoolean started = new AtomicBoolean();
    private final AtomicBoolean over = new AtomicBoolean();
    private final LateListening listening = new LateListening();
    private final List<byte[]> early = new ArrayList<>();
    private @Nullable EventStream events;

    /// @param closed told once when it is closed
    ServerStream(LiveSession session, Runnable closed) {
        this.session = session;
        this.closed = closed;
    }

    /// Starts to tell the client which lists change. Does nothing the second time.
    void listen(Handler handler, Peer peer) {
        if (started.compareAndSet(false, true)) {
            listening.start(handler, Filter.LISTS, peer, this);
        }
    }

    /// Opens the stream, with what was sent before.
    synchronized void begin(EventStream opened) {
        events = opened;
        early.forEach(opened::send);
        early.clear();
        if (over.get()) {
            opened.end();
        }
    }

    synchronized void send(byte[] message) {
        if (events == null) {
            early.add(message);
        } else {
            events.send(message);
        }
    }

    @Override
    public void acknowledged(Filter honoured) {
        // A legacy client is not told.
    }

    @Override
    public void notification(Notification notification) {
        if (!listening.closed() && Filter.LISTS.passes(notification) && session.newest() == this) {
            send(notification.body().bytes());
        }
    }

    @Override
    public void ended() {
        // The stream stays for what else the server may send.
    }

    /// Stops listening and ends the stream, as far as it is still open.
    @Override
    public void close() {
        if (over.compareAndSet(false, true)) {
            listening.close();
            end();
            closed.run();
        }
    }

    private synchronized void end() {
        if (events != null) {
            events.end();
        }
    }
}
