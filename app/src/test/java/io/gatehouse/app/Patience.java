package io.gatehouse.app;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Waits for what must become true, as long as the slowest machine may need.
final class Patience {
    /// Longer than anything takes that happens at all.
    static final Duration LIMIT = Duration.ofSeconds(90);

    private Patience() {}

    /// Returns once the condition holds.
    static void until(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("did not happen: " + what);
            }
            LockSupport.parkNanos(5_000_000);
        }
    }
}
