package io.gatehouse.doors.mcp.conversation;

import io.gatehouse.protocol.Filter;
import io.gatehouse.protocol.Handler;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.Peer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A stream to a legacy client for what the server sends outside any request. Of several streams of one conversation
/// only the newest carries messages, because none may be sent twice (2025-11-25, multiple connections).
public final class ServerStream implements Handler.Listener, AutoCloseable {
    private final Conversation conversation;
    private final Runnable closed;
    private final AtomicBoolean started = new AtomicBoolean();
    private final AtomicBoolean over = new AtomicBoolean();
    private static final List<Notification> LISTS_CHANGED = Stream.of(
                    Method.TOOLS_CHANGED, Method.PROMPTS_CHANGED, Method.RESOURCES_CHANGED)
            .map(method -> Notification.of(method, null))
            .toList();

    private final LateListening listening = new LateListening();
    private final List<byte[]> early = new ArrayList<>();
    private volatile boolean away;
    private @Nullable Consumer<byte[]> out;
    private @Nullable Runnable end;
    private volatile Runnable again = () -> {};

    /// @param closed told once when it is closed
    public ServerStream(Conversation conversation, Runnable closed) {
        this.conversation = conversation;
        this.closed = closed;
    }

    /// Whether the client is connected to it. While it is not, another of its streams is used if there is one.
    public void connected(boolean now) {
        away = !now;
        conversation.touch();
    }

    boolean away() {
        return away;
    }

    /// Starts to tell the client which lists change. Does nothing the second time.
    public void listen(Handler handler, Peer peer) {
        if (started.compareAndSet(false, true)) {
            again = () -> listening.start(handler, Filter.LISTS, peer, this);
            again.run();
        }
    }

    /// Opens the stream, with what was sent before.
    ///
    /// @param sink takes the messages
    /// @param ending ends it in good order
    public synchronized void begin(Consumer<byte[]> sink, Runnable ending) {
        out = sink;
        end = ending;
        early.forEach(sink);
        early.clear();
        if (over.get()) {
            ending.run();
        }
    }

    synchronized void send(byte[] message) {
        if (out == null) {
            early.add(message);
        } else {
            out.accept(message);
        }
    }

    @Override
    public void acknowledged(Filter honoured) {
        // A legacy client is not told.
    }

    @Override
    public void notification(Notification notification) {
        if (!listening.closed() && Filter.LISTS.passes(notification) && conversation.newest() == this) {
            send(notification.body().bytes());
        }
    }

    /// What is offered to the client was put together anew. The stream stays, also for what else the server may send.
    @Override
    public void ended() {
        if (!listening.closed()) {
            again.run();
            LISTS_CHANGED.forEach(this::notification);
        }
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
        if (end != null) {
            end.run();
        }
    }
}
