package io.gatehouse.bench;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/// Waits until a process that was started answers.
final class Ready {
    private static final long PAUSE_MILLIS = 2;

    private Ready() {}

    /// Something that fails as long as the process is not ready.
    interface Attempt {
        void run() throws IOException;
    }

    /// Tries until an attempt succeeds.
    ///
    /// @return when it did, as of [System#nanoTime()]
    /// @throws IOException the last failure, when the process ended or the seconds are over
    static long await(Child child, int seconds, Attempt attempt) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (true) {
            try {
                attempt.run();
                return System.nanoTime();
            } catch (IOException notYet) {
                if (!child.running() || System.nanoTime() > end) {
                    child.close();
                    throw notYet;
                }
                Thread.sleep(PAUSE_MILLIS);
            }
        }
    }
}
