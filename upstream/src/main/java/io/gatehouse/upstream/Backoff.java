package io.gatehouse.upstream;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/// How long to wait before the next attempt: twice as long each time, with jitter, up to a bound. Not for
/// more than one
/// thread at a time.
final class Backoff {
    private static final long FIRST_MILLIS = 1_000;
    private static final long MOST_MILLIS = 60_000;

    private int attempts;

    /// 1 s, 2 s, 4 s … 60 s, each a fifth more or less.
    Duration next() {
        long base = Math.min(FIRST_MILLIS << Math.min(attempts++, 10), MOST_MILLIS);
        return Duration.ofMillis((long) (base * ThreadLocalRandom.current().nextDouble(0.8, 1.2)));
    }

    /// It works again.
    void reset() {
        attempts = 0;
    }
}
