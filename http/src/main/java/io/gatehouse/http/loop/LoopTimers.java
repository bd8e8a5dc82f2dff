package io.gatehouse.http.loop;

import io.gatehouse.http.Cancellable;
import io.gatehouse.http.Checks;
import io.gatehouse.http.Timers;
import java.time.Duration;

/// Timers on the wheels of the event loops.
public record LoopTimers(Loops loops) implements Timers {

    @Override
    public Cancellable after(Duration delay, Runnable action) {
        return start(delay, action, 0);
    }

    @Override
    public Cancellable every(Duration period, Runnable action) {
        Checks.positive("the period of a timer", period);
        return start(period, action, nanos(period));
    }

    private Timeout start(Duration delay, Runnable action, long periodNanos) {
        Loop loop = loops.currentOrNext();
        Timeout timeout = new Timeout(loop, action, periodNanos);
        long delayNanos = nanos(delay);
        loop.run(() -> timeout.start(delayNanos));
        return timeout;
    }

    /// The nanoseconds of a duration, at most some 292 years.
    public static long nanos(Duration duration) {
        try {
            return duration.toNanos();
        } catch (ArithmeticException e) {
            return duration.isNegative() ? 0 : Long.MAX_VALUE;
        }
    }
}
