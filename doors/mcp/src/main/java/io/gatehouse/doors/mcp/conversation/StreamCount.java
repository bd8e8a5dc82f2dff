package io.gatehouse.doors.mcp.conversation;

import java.util.concurrent.atomic.AtomicInteger;

/// Counts open streams up to a limit.
public final class StreamCount {
    /// What a client is told when one more cannot be opened.
    public static final String EXHAUSTED = "Too many event streams are open. Try again later.";

    private final int limit;
    private final AtomicInteger open = new AtomicInteger();

    /// @param limit how many may be open
    public StreamCount(int limit) {
        this.limit = limit;
    }

    /// Whether one more may be opened; it then counts until [#release()].
    public boolean take() {
        if (open.incrementAndGet() <= limit) {
            return true;
        }
        open.decrementAndGet();
        return false;
    }

    /// One of them has ended.
    public void release() {
        open.decrementAndGet();
    }

    /// How many are open.
    public int open() {
        return open.get();
    }
}
