package io.gatehouse.gateway.call;

import io.gatehouse.gateway.catalog.Toolset;
import io.gatehouse.http.Timers;
import io.gatehouse.upstream.Upstream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/// Holds the first requests back while servers are still starting, but never longer than a bound counted from the
/// start: afterwards what is there is served, and what comes later is told as a change.
public final class FirstLists {
    private final Timers timers;
    private final long deadlineNanos;

    /// @param wait how long requests are held back at most, counted from now
    public FirstLists(Timers timers, Duration wait) {
        this.timers = timers;
        this.deadlineNanos = System.nanoTime() + wait.toNanos();
    }

    /// Whether nobody has to wait: the usual case. Else runs the action as soon as every server of the toolset has
    /// listed or failed once, or the time is up.
    boolean there(Toolset toolset, Runnable later) {
        boolean there = true;
        for (Upstream upstream : toolset.view().members()) {
            there &= upstream.firstLists().isDone();
        }
        long left = deadlineNanos - System.nanoTime();
        if (there || left <= 0) {
            return true;
        }
        AtomicBoolean ran = new AtomicBoolean();
        Runnable once = () -> {
            if (ran.compareAndSet(false, true)) {
                later.run();
            }
        };
        timers.after(Duration.ofNanos(left), once);
        CompletableFuture<?>[] all =
                toolset.view().members().stream().map(Upstream::firstLists).toArray(CompletableFuture[]::new);
        CompletableFuture.allOf(all).whenComplete((done, failure) -> once.run());
        return false;
    }
}
