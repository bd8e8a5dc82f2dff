package io.gatehouse.doors.mcp;

import java.util.function.BooleanSupplier;

/// Waits for what happens on other threads.
final class Waiting {
    private Waiting() {}

    static void until(BooleanSupplier holds) {
        long deadline = System.nanoTime() + EndpointServer.PATIENCE.toNanos();
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("it did not happen");
            }
            Thread.onSpinWait();
        }
    }
}
