package io.gatehouse.doors.mcp.stdio;

import io.gatehouse.http.Cancellable;
import io.gatehouse.http.Timers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The one thread on which the conversation with a client over stdio happens, as that of an HTTP client happens on the
/// event loop of its connection. There is no thread while there is nothing to do.
final class StdioLoop implements Executor, Timers {
    private static final System.Logger LOG = System.getLogger(StdioLoop.class.getName());
    private static final long IDLE_SECONDS = 10;

    private final ScheduledThreadPoolExecutor executor;
    private volatile @Nullable Thread thread;

    StdioLoop() {
        executor = new ScheduledThreadPoolExecutor(1, action -> {
            Thread fresh = Thread.ofPlatform().daemon().name("stdio-loop").unstarted(action);
            thread = fresh;
            return fresh;
        });
        executor.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        executor.allowCoreThreadTimeOut(true);
        executor.setRemoveOnCancelPolicy(true);
    }

    /// Runs an action after the earlier ones: at once when called from one of them.
    @Override
    public void execute(Runnable action) {
        if (Thread.currentThread() == thread) {
            action.run();
        } else {
            executor.execute(() -> attempt(action));
        }
    }

    /// Runs an action and waits until it is done.
    void call(Runnable action) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        execute(() -> {
            try {
                action.run();
            } finally {
                done.complete(null);
            }
        });
        done.join();
    }

    @Override
    public Cancellable after(Duration delay, Runnable action) {
        return cancellable(executor.schedule(() -> attempt(action), delay.toNanos(), TimeUnit.NANOSECONDS));
    }

    @Override
    public Cancellable every(Duration period, Runnable action) {
        return cancellable(executor.scheduleAtFixedRate(
                () -> attempt(action), period.toNanos(), period.toNanos(), TimeUnit.NANOSECONDS));
    }

    private static Cancellable cancellable(Future<?> planned) {
        return () -> planned.cancel(false);
    }

    private static void attempt(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException failure) {
            LOG.log(System.Logger.Level.ERROR, "a step of a conversation over stdio failed", failure);
        }
    }
}
