package io.gatehouse.doors.mcp.streamable;

import io.gatehouse.http.Cancellable;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// A stream whose newest events are kept, so that its client can take it up again over another connection. What is
/// kept has no holes: events are dropped from the oldest on. Safe for use by several threads.
final class KeptStream {
    /// Events that are kept of one stream.
    private static final int MOST_EVENTS = 256;
    /// Bytes that are kept of one stream.
    private static final int MOST_BYTES = 1 << 20;

    /// Where the events of a stream come from.
    interface Source {
        /// The client did not come back in time.
        void expired();

        /// The client has come or left. Must not call back.
        default void connected(boolean now) {}
    }

    private final KeptStreams all;
    private final long number;
    private final StreamOwner owner;
    private final String request;
    private @Nullable Source source;
    private @Nullable Deque<StreamEvent> kept;
    private int bytes;
    private int body;
    private long newest;
    /// Number of the newest event that is not kept; 0 when all are.
    private long lost;
    /// Number of the response that is not kept; 0 when there is none.
    private long lostAnswer;
    /// Whether its client may know an event from which it can resume.
    private boolean known;
    private boolean finished;
    private boolean dropped;
    private long expiresAt;
    private @Nullable Outlet outlet;
    private @Nullable Cancellable timer;

    /// @param request as event ids name it
    /// @param body bytes that it gives back when it has ended
    KeptStream(KeptStreams all, long number, StreamOwner owner, String request, Source source, int body) {
        this.all = all;
        this.number = number;
        this.owner = owner;
        this.request = request;
        this.source = source;
        this.body = body;
    }

    long number() {
        return number;
    }

    StreamOwner owner() {
        return owner;
    }

    /// Begins the stream over its first connection.
    void begin(Outlet first) {
        attach(first, 0, null);
    }

    /// Goes on over another connection: what came after an event, then what comes. An earlier connection ends.
    ///
    /// @param after number of the event
    /// @param id of that event
    /// @return false when nothing of the stream is there any more
    boolean resume(Outlet next, long after, String id) {
        return attach(next, after, id);
    }

    private boolean attach(Outlet next, long after, @Nullable String id) {
        Outlet earlier;
        synchronized (this) {
            if (dropped) {
                return false;
            }
            earlier = outlet;
            outlet = finished ? null : next;
            known = true;
            if (owner.primed()) {
                next.add(new StreamEvent(0, id == null ? id(0) : id, new byte[0]));
            }
            replay(next, after);
            if (finished) {
                next.end();
            } else {
                stopTimer();
                connected(true);
            }
        }
        if (earlier != null) {
            earlier.replace();
        }
        next.flush();
        return true;
    }

    private void replay(Outlet next, long after) {
        boolean answerLost = after < lostAnswer;
        if (after < lost && !answerLost) {
            next.add(LostEvents.note());
        }
        if (kept != null) {
            kept.stream().filter(event -> event.number() > after).forEach(next::add);
        }
        if (answerLost) {
            next.add(LostEvents.answer(new EventId(all.ids().replica(), number, lostAnswer, request)));
        }
    }

    /// The client of a connection has left; it has a while to come back.
    ///
    /// @param left its connection, or null when the stream had none yet
    /// @return whether the client knows an event from which it can resume
    boolean leave(@Nullable Outlet left) {
        if (left != null) {
            left.left();
        }
        synchronized (this) {
            if (!dropped && !finished && left == outlet) {
                outlet = null;
                known = known && (owner.primed() || newest > 0);
                startTimer();
                connected(false);
            }
            return known;
        }
    }

    private void connected(boolean now) {
        if (source != null) {
            source.connected(now);
        }
    }

    /// Adds a message.
    ///
    /// @param answer whether it is the response
    void append(byte[] message, boolean answer) {
        Outlet current;
        synchronized (this) {
            newest++;
            StreamEvent event = new StreamEvent(newest, id(newest), message);
            keep(event, answer);
            current = outlet;
            if (current != null) {
                current.add(event);
            }
        }
        if (current != null) {
            current.flush();
        }
    }

    private void keep(StreamEvent event, boolean answer) {
        int size = event.size();
        boolean fits = known && !dropped && size <= MOST_BYTES;
        Deque<StreamEvent> events = kept == null ? new ArrayDeque<>(2) : kept;
        while (!events.isEmpty() && (!fits || events.size() == MOST_EVENTS || bytes + size > MOST_BYTES)) {
            dropOldest(events);
        }
        while (fits && !all.hold(owner, size)) {
            fits = !events.isEmpty();
            if (fits) {
                dropOldest(events);
            }
        }
        if (fits) {
            events.add(event);
            bytes += size;
        } else {
            lost = event.number();
            lostAnswer = answer ? lost : lostAnswer;
        }
        kept = events.isEmpty() ? null : events;
    }

    private void dropOldest(Deque<StreamEvent> events) {
        StreamEvent oldest = events.remove();
        lost = oldest.number();
        bytes -= oldest.size();
        all.give(owner, oldest.size());
    }

    private String id(long event) {
        return all.ids().seal(number, event, request, owner);
    }

    /// Ends the stream. A client that missed the end of an answer can still ask for it for a while.
    void finish() {
        Outlet current;
        boolean forget;
        synchronized (this) {
            if (finished) {
                return;
            }
            finished = true;
            source = null;
            giveBody();
            current = outlet;
            outlet = null;
            forget = dropped || !known || request.equals(EventId.NONE);
            if (current != null) {
                current.end();
            }
            if (!forget) {
                startTimer();
            }
        }
        if (current != null) {
            current.flush();
        }
        if (forget) {
            all.forget(this);
            drop();
        } else {
            all.finished(this);
        }
    }

    private void startTimer() {
        stopTimer();
        expiresAt = System.nanoTime() + all.keepFor().toNanos();
        timer = all.timers().after(all.keepFor(), this::expire);
    }

    private void stopTimer() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    private void expire() {
        Source over;
        synchronized (this) {
            if (dropped || outlet != null || System.nanoTime() - expiresAt < 0) {
                return;
            }
            over = source;
        }
        all.forget(this);
        drop();
        if (over != null) {
            over.expired();
        }
    }

    /// Gives back what it holds; it cannot be resumed from now on.
    void drop() {
        synchronized (this) {
            dropped = true;
            stopTimer();
            kept = null;
            all.give(owner, bytes);
            bytes = 0;
            giveBody();
        }
    }

    private void giveBody() {
        all.give(owner, body);
        body = 0;
    }
}
