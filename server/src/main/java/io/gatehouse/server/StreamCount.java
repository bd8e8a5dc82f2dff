package io.gatehouse.server;

import java.util.concurrent.atomic.AtomicInteger;

/// Counts open streams up to a limit.
final class StreamCount {
    private final int limit;
    private final AtomicInteger open = new AtomicInteger();

    StreamCount(int limit) {
        this.limit = limit;
    }

    /// Whether one more may be opened; it then counts until [#release()].
    boolean take() {
        if (open.incrementAndGet() <= limit) {
            return true;
        }
        open.decrementAndGet();
        return false;
    }

    void release() {
        open.decrementAndGet();
    }

    /// How many are open.
    int open() {
        return open.get();
    }
}
