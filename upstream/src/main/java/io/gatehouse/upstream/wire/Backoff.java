package io.gatehouse.upstream.wire;

import io.gatehouse.upstream.settings.RetryBounds;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/// How long to wait before the next attempt: twice as long each time, with jitter, up to a bound. Not
/// for more than one thread at a time.
public final class Backoff {
    private static final int MOST_DOUBLINGS = 24;

    private final RetryBounds bounds;
    private int attempts;

    /// @param bounds the first and the longest delay
    public Backoff(RetryBounds bounds) {
        this.bounds = bounds;
    }

    /// Twice the wait before, from the first to the longest, each a fifth more or less.
    public Duration next() {
        int doublings = Math.min(attempts++, MOST_DOUBLINGS);
        long base =
                Math.min(bounds.first().toMillis() << doublings, bounds.most().toMillis());
        return Duration.ofMillis((long) (base * ThreadLocalRandom.current().nextDouble(0.8, 1.2)));
    }

    /// It works again.
    public void reset() {
        attempts = 0;
    }
}
