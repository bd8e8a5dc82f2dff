package io.gatehouse.upstream;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How long a call may still take: some time without progress, and a time in all.
final class Deadline {
    private final @Nullable Duration timeout;
    private final long limitNanos;
    private final long started = System.nanoTime();
    private volatile long progressed = started;

    /// @param timeout null when the call may take for ever
    Deadline(@Nullable Duration timeout, Duration limit) {
        this.timeout = timeout;
        this.limitNanos = limit.toNanos();
    }

    /// The call makes progress.
    void progress() {
        progressed = System.nanoTime();
    }

    /// The time left, zero when it is up, null when there is no end.
    @Nullable
    Duration left() {
        Duration silent = timeout;
        if (silent == null) {
            return null;
        }
        long now = System.nanoTime();
        long left = Math.min(progressed + silent.toNanos() - now, started + limitNanos - now);
        return left <= 0 ? Duration.ZERO : Duration.ofNanos(left);
    }
}
