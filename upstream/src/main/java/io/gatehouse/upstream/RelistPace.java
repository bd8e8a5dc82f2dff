package io.gatehouse.upstream;

import java.time.Duration;

/// How soon a server that says that its lists changed is asked for them again: at once, and at growing intervals
/// while it says so and nothing has changed. Not for more than one thread at a time.
final class RelistPace {
    private static final int MOST_DOUBLINGS = 16;

    private final Duration first;
    private final Duration most;
    private int unchanged;
    private long listed;

    /// @param first the least time between two listings
    /// @param most the longest one that is waited for
    RelistPace(Duration first, Duration most) {
        this.first = first;
        this.most = most.compareTo(first) > 0 ? most : first;
        this.listed = System.nanoTime() - first.toNanos();
    }

    /// How long to wait now; zero or less for not at all.
    Duration rest() {
        return interval().minus(Duration.ofNanos(System.nanoTime() - listed));
    }

    /// Whether it waits longer than the least time between two listings.
    boolean slowed() {
        return unchanged > 1;
    }

    /// It was asked because it said that something changed.
    void listed(boolean changed) {
        // After a long silence a notification counts as the first again.
        boolean silent = rest().plus(interval()).isNegative();
        unchanged = changed || silent ? 0 : Math.min(unchanged + 1, MOST_DOUBLINGS);
        listed = System.nanoTime();
    }

    private Duration interval() {
        Duration grown = first.multipliedBy(1L << Math.max(0, unchanged - 1));
        return grown.compareTo(most) > 0 ? most : grown;
    }
}
