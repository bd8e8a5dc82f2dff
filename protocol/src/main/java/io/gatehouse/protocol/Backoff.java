package io.gatehouse.protocol;

import java.time.Duration;

/// How long to wait before the next attempt: twice as long each time up to a bound, and up to a quarter shorter at
/// random, so that what failed together does not come back together. Not for more than one thread at a time.
public final class Backoff {
    private static final int MOST_DOUBLINGS = 24;

    private final Duration first;
    private final Duration most;
    private int attempts;

    /// @param first the first wait
    /// @param most the longest wait
    public Backoff(Duration first, Duration most) {
        this.first = first;
        this.most = most;
    }

    /// The wait after this many earlier waits.
    ///
    /// @param waits 0 or more
    public static Duration wait(Duration first, Duration most, int waits) {
        long whole = Math.min(first.toMillis() << Math.min(waits, MOST_DOUBLINGS), most.toMillis());
        return Duration.ofMillis(whole - (long) (whole / 4.0 * Math.random()));
    }

    /// The next wait, longer than the one before.
    public Duration next() {
        return wait(first, most, attempts++);
    }

    /// It works again: the next wait is the first one.
    public void reset() {
        attempts = 0;
    }
}
