package io.gatehouse.gateway;

import io.gatehouse.http.Timers;
import io.gatehouse.upstream.Upstream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/// Holds the first requests back while servers are still starting, but never longer than a bound counted from the
/// start: afterwards what is there is served, and what comes later is told as a change.
final class FirstLists {
    private final Timers timers;
    private final long deadlineNanos;

    FirstLists(Timers timers, Duration wait) {
        this.timers = timers;
        this.deadlineNanos = System.nanoTime() + wait.toNanos();
    }

    /// Runs the action as soon as every server of the toolset has listed or failed once, at once in the usual case.
    void whenThere(Toolset toolset, Runnable action) {
        boolean there = true;
        for (Upstream upstream : toolset.view().members()) {
            there &= upstream.firstLists().isDone();
        }
        long left = deadlineNanos - System.nanoTime();
        if (there || left <= 0) {
            action.run();
            return;
        }
        AtomicBoolean ran = new AtomicBoolean();
        Runnable once = () -> {
            if (ran.compareAndSet(false, true)) {
                action.run();
            }
        };
        timers.after(Duration.ofNanos(left), once);
        CompletableFuture<?>[] all =
                toolset.view().members().stream().map(Upstream::firstLists).toArray(CompletableFuture[]::new);
        CompletableFuture.allOf(all).whenComplete((done, failure) -> once.run());
    }
}
