package io.gatehouse.http.loop;

import io.gatehouse.http.Cancellable;
import org.jspecify.annotations.Nullable;

/// One timer on the wheel of its loop.
public final class Timeout extends Node implements Cancellable {

    private final Loop loop;
    private final Runnable action;
    private final long periodNanos;
    private boolean cancelled;
    long tick;

    /// @param periodNanos 0 for a timer that runs once
    public Timeout(Loop loop, Runnable action, long periodNanos) {
        this.loop = loop;
        this.action = action;
        this.periodNanos = periodNanos;
    }

    /// Starts the timer; only on its loop.
    public void start(long delayNanos) {
        if (!cancelled) {
            loop.wheel.add(this, delayNanos);
        }
    }

    void fire(TimingWheel wheel) {
        if (periodNanos > 0) {
            wheel.add(this, periodNanos);
        }
        action.run();
    }

    @Override
    public void cancel() {
        loop.run(() -> {
            cancelled = true;
            loop.wheel.remove(this);
        });
    }

    public static void stop(@Nullable Timeout timeout) {
        if (timeout != null) {
            timeout.loop.wheel.remove(timeout);
        }
    }
}
