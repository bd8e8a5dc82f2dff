package io.gatehouse.gateway.call;

import io.gatehouse.gateway.bridge.Bridge;
import io.gatehouse.gateway.record.CallObserver;
import io.gatehouse.gateway.tasks.KeptTasks;
import io.gatehouse.http.Cancellable;
import io.gatehouse.http.Timers;
import java.time.Duration;

/// Pipelines that do not wait for first lists.
public final class Pipelines {
    private static final FirstLists NO_WAIT = new FirstLists(new NoTimers(), Duration.ZERO);

    private Pipelines() {}

    /// One in which everything may go on.
    public static CallPipeline of(CallObserver observer) {
        return of(Oversight.of(observer));
    }

    /// One that decides and keeps records.
    public static CallPipeline of(Oversight oversight) {
        Bridge bridge = Bridge.inMemory(new NoTimers());
        return new CallPipeline(() -> NO_WAIT, oversight, bridge, new KeptTasks(bridge.timers()), false, "mcp");
    }

    /// One that decides, and whose calls can wait for a time.
    static CallPipeline of(Oversight oversight, Timers timers) {
        return of(oversight, Bridge.inMemory(timers));
    }

    /// One that decides, and whose calls can wait for answers.
    public static CallPipeline of(Oversight oversight, Bridge bridge) {
        return new CallPipeline(() -> NO_WAIT, oversight, bridge, new KeptTasks(bridge.timers()), false, "mcp");
    }

    private static final class NoTimers implements Timers {
        @Override
        public Cancellable after(Duration delay, Runnable action) {
            throw new AssertionError("nothing waits here");
        }

        @Override
        public Cancellable every(Duration period, Runnable action) {
            throw new AssertionError("nothing waits here");
        }
    }
}
