package io.gatehouse.http.server;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/// The open connections of a listener, on all of its event loops, and those that there was no room for.
final class ConnectionCount {
    private final int most;
    private final AtomicInteger open = new AtomicInteger();
    private final LongAdder evicted = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final List<Runnable> whenRoom = new CopyOnWriteArrayList<>();

    ConnectionCount(int most) {
        this.most = most;
    }

    int most() {
        return most;
    }

    /// Counts another connection, if there is room for it.
    ///
    /// @return whether there was
    boolean enter() {
        int before = open.getAndUpdate(now -> now < most ? now + 1 : now);
        return before < most;
    }

    /// One that entered is closed.
    void leave() {
        if (open.getAndDecrement() >= most) {
            whenRoom.forEach(Runnable::run);
        }
    }

    boolean full() {
        return open.get() >= most;
    }

    /// Runs the action, on any thread, each time there is room again after there was none.
    void whenRoom(Runnable action) {
        whenRoom.add(action);
    }

    void wasEvicted() {
        evicted.increment();
    }

    void wasRefused() {
        refused.increment();
    }

    /// How many were closed to make room for others.
    long evicted() {
        return evicted.sum();
    }

    /// How many found no room.
    long refused() {
        return refused.sum();
    }
}
