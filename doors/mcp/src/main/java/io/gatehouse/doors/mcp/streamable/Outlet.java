package io.gatehouse.doors.mcp.streamable;

import io.gatehouse.http.EventStream;
import io.gatehouse.http.HttpExchange;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// One connection over which a client takes a stream. Events go out in the order in which they were added, whatever
/// thread adds them.
final class Outlet {
    private final HttpExchange http;
    private final Runnable released;
    private @Nullable Deque<StreamEvent> unsent;
    private boolean ending;
    private boolean over;
    private @Nullable EventStream events;

    /// @param released told once when nothing goes out any more
    Outlet(HttpExchange http, Runnable released) {
        this.http = http;
        this.released = released;
    }

    /// Sends an event with the next [#flush()].
    synchronized void add(StreamEvent event) {
        if (over) {
            return;
        }
        if (unsent == null) {
            unsent = new ArrayDeque<>(2);
        }
        unsent.add(event);
    }

    /// Ends the answer with the next [#flush()].
    synchronized void end() {
        ending = true;
    }

    /// Sends what was added; the first time the answer begins. Call it without a lock.
    void flush() {
        http.onLoop(this::write);
    }

    /// The client has another connection for the stream now. What it has not read here comes there.
    void replace() {
        if (finish()) {
            http.onLoop(() -> {
                EventStream stream = events();
                if (stream.queuedBytes() > 0) {
                    http.abort();
                } else {
                    stream.end();
                }
            });
        }
    }

    /// The client has left.
    void left() {
        finish();
    }

    private boolean finish() {
        synchronized (this) {
            if (over) {
                return false;
            }
            over = true;
            unsent = null;
        }
        released.run();
        return true;
    }

    private void write() {
        if (isOver()) {
            return;
        }
        EventStream stream = events();
        for (StreamEvent event = next(); event != null; event = next()) {
            stream.send(event.data().length == 0 ? null : "message", event.id(), event.data());
        }
        if (ends() && finish()) {
            stream.end();
        }
    }

    private EventStream events() {
        EventStream stream = events;
        if (stream == null) {
            stream = http.events();
            events = stream;
        }
        return stream;
    }

    private synchronized boolean isOver() {
        return over;
    }

    private synchronized boolean ends() {
        return ending;
    }

    private synchronized @Nullable StreamEvent next() {
        StreamEvent event = unsent == null ? null : unsent.poll();
        if (event == null) {
            unsent = null;
        }
        return event;
    }
}
