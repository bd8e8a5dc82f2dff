package io.gatehouse.gateway.bridge;

import io.gatehouse.http.Cancellable;
import io.gatehouse.http.Timers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Timers whose time a test lets pass.
public final class ManualTimers implements Timers {
    private final List<Planned> planned = new ArrayList<>();
    private Duration now = Duration.ZERO;

    private record Planned(Duration at, Runnable action) {}

    @Override
    public Cancellable after(Duration delay, Runnable action) {
        Planned one = new Planned(now.plus(delay), action);
        planned.add(one);
        return () -> planned.remove(one);
    }

    @Override
    public Cancellable every(Duration period, Runnable action) {
        throw new AssertionError("nothing is repeated here");
    }

    /// Runs what is due within this time.
    public void pass(Duration time) {
        now = now.plus(time);
        for (Planned one : List.copyOf(planned)) {
            if (one.at.compareTo(now) <= 0 && planned.remove(one)) {
                one.action.run();
            }
        }
    }
}
