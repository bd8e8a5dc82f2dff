package io.gatehouse.http;

import java.util.concurrent.atomic.AtomicInteger;

/// The open connections of a listener, on all of its event loops.
final class ConnectionCount {
    private final int most;
    private final AtomicInteger open = new AtomicInteger();

    ConnectionCount(int most) {
        this.most = most;
    }

    /// Counts another connection.
    ///
    /// @return whether there is room for it
    boolean enter() {
        return open.incrementAndGet() <= most;
    }

    void leave() {
        open.decrementAndGet();
    }
}
