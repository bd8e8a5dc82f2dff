package io.gatehouse.http.loop;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Threads on which guards look names up. They are threads of the system, because a lookup there blocks its thread
/// whatever kind it is, and few: whoever names hosts that never resolve holds up other guarded calls at most.
public final class Lookups {
    private static final int THREADS = 16;
    private static final int WAITING = 1_000;
    private static final int IDLE_SECONDS = 10;

    private static final Executor THE_ONE = started();

    private Lookups() {}

    /// Runs an action soon.
    ///
    /// @throws RejectedExecutionException when too many wait already
    public static void run(Runnable action) {
        THE_ONE.execute(action);
    }

    private static Executor started() {
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(WAITING),
                Thread.ofPlatform().daemon().name("lookup-", 0).factory());
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }
}
