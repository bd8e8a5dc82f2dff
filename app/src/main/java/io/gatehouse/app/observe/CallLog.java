package io.gatehouse.app.observe;

import io.gatehouse.app.config.LogLevel;
import io.gatehouse.doors.messages.api.RequestEntry;
import io.gatehouse.doors.messages.api.RequestObserver;
import io.gatehouse.gateway.record.CallObserver;
import io.gatehouse.gateway.record.CallRecord;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Writes one line a call. Whoever ends a call formats its line into a buffer, which makes no object and takes well
/// under a microsecond; one thread writes what has gathered. When the reader of the log is too slow and the buffer is
/// full, lines are dropped, counted and reported: no call ever waits for the log.
public final class CallLog implements CallObserver, RequestObserver, AutoCloseable {
    private static final int CAPACITY = 1 << 20;
    /// Lines that come within this time of the first are written together.
    private static final long GATHER_MILLIS = 25;

    private static final long CLOSE_MILLIS = 1_000;

    private final OutputStream out;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition filled = lock.newCondition();
    private final Thread writer;
    private volatile LogLevel least;
    private volatile boolean calls;
    private CallLineFormat format;
    private LineBuffer active;
    private LineBuffer spare;
    private long dropped;
    private boolean closed;

    /// Starts the thread that writes.
    ///
    /// @param least what is below this is left out
    /// @param calls whether calls get a line; events always do
    public CallLog(OutputStream out, CallLineFormat format, LogLevel least, boolean calls) {
        this(out, format, least, calls, CAPACITY);
    }

    /// The same with buffers of another size.
    ///
    /// @param capacity of each of its two buffers, in bytes; lines that do not fit are left out and counted
    public CallLog(OutputStream out, CallLineFormat format, LogLevel least, boolean calls, int capacity) {
        this.out = out;
        this.format = format;
        this.least = least;
        this.calls = calls;
        active = new LineBuffer(capacity, format == CallLineFormat.JSON);
        spare = new LineBuffer(capacity, format == CallLineFormat.JSON);
        writer = Thread.ofPlatform().daemon().name("log").start(this::write);
    }

    /// Goes on in another way, from the next line on.
    public void configure(CallLineFormat nextFormat, LogLevel nextLeast, boolean nextCalls) {
        least = nextLeast;
        calls = nextCalls;
        lock.lock();
        try {
            if (format != nextFormat) {
                format = nextFormat;
                active.utc(nextFormat == CallLineFormat.JSON);
            }
        } finally {
            lock.unlock();
        }
        LibraryLog.to(this);
    }

    /// Whether the lines are JSON.
    public boolean json() {
        lock.lock();
        try {
            return format == CallLineFormat.JSON;
        } finally {
            lock.unlock();
        }
    }

    /// What is below this is left out.
    LogLevel least() {
        return least;
    }

    @Override
    public void ended(CallRecord call) {
        if (!calls || !LogLevel.of(call).atLeast(least)) {
            return;
        }
        lock.lock();
        try {
            if (room()) {
                boolean first = active.size() == 0;
                format.call(active, call);
                wake(first);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void ended(RequestEntry request) {
        if (!calls || !LogLevel.of(request).atLeast(least)) {
            return;
        }
        lock.lock();
        try {
            if (room()) {
                boolean first = active.size() == 0;
                format.request(active, request);
                wake(first);
            }
        } finally {
            lock.unlock();
        }
    }

    /// Writes a line about anything but a call.
    ///
    /// @param name what kind of event it is, `configuration` say
    public void event(LogLevel level, String name, String message) {
        event(new LogEvent(level, name, message));
    }

    /// Writes a line about anything but a call.
    public void event(LogEvent event) {
        if (!event.level().atLeast(least)) {
            return;
        }
        lock.lock();
        try {
            if (room()) {
                boolean first = active.size() == 0;
                format.event(active, System.currentTimeMillis(), event);
                wake(first);
            }
        } finally {
            lock.unlock();
        }
    }

    /// Writes what has gathered, waiting for it a second at most.
    @Override
    public void close() {
        LibraryLog.leave(this);
        lock.lock();
        try {
            closed = true;
            filled.signal();
        } finally {
            lock.unlock();
        }
        try {
            writer.join(CLOSE_MILLIS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean room() {
        if (closed) {
            return false;
        }
        if (active.remaining() < CallLineFormat.MAX_LINE) {
            dropped++;
            return false;
        }
        return true;
    }

    private void wake(boolean first) {
        if (first) {
            filled.signal();
        }
    }

    private void write() {
        boolean more = true;
        while (more) {
            more = gather();
            try {
                spare.writeTo(out);
                out.flush();
            } catch (IOException gone) {
                // Nobody reads the log any more; the gateway goes on.
            }
            spare.clear();
        }
    }

    /// Waits for lines and takes them; false when these are the last.
    private boolean gather() {
        lock.lock();
        try {
            while (active.size() == 0 && !closed) {
                filled.awaitUninterruptibly();
            }
            if (!closed) {
                pause();
            }
            if (dropped > 0 && active.remaining() >= CallLineFormat.MAX_LINE) {
                report();
            }
            LineBuffer full = active;
            active = spare;
            active.utc(format == CallLineFormat.JSON);
            spare = full;
            if (dropped > 0) {
                report();
            }
            return !closed || active.size() > 0;
        } finally {
            lock.unlock();
        }
    }

    private void report() {
        format.event(
                active,
                System.currentTimeMillis(),
                new LogEvent(
                        LogLevel.WARN, "log", dropped + " log lines were dropped because they were not read in time"));
        dropped = 0;
    }

    private void pause() {
        long until = System.nanoTime() + GATHER_MILLIS * 1_000_000;
        long left = GATHER_MILLIS * 1_000_000;
        while (left > 0 && !closed) {
            try {
                filled.awaitNanos(left);
            } catch (InterruptedException interrupted) {
                return;
            }
            left = until - System.nanoTime();
        }
    }
}
