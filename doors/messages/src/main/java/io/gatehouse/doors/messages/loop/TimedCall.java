package io.gatehouse.doors.messages.loop;

import io.gatehouse.protocol.Response;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A call that runs, and how long it took. Any thread may use it.
final class TimedCall {
    private final CompletableFuture<Response> result = new CompletableFuture<>();
    private volatile @Nullable CompletableFuture<Response> running;
    private volatile long begun;
    private volatile long ended;

    /// Begins the call.
    ///
    /// @return what ends with it
    CompletableFuture<Response> run(Supplier<CompletableFuture<Response>> start) {
        begun = System.nanoTime();
        CompletableFuture<Response> call;
        try {
            call = start.get();
        } catch (RuntimeException failed) {
            call = CompletableFuture.failedFuture(failed);
        }
        running = call;
        return call.whenComplete((response, failure) -> {
            ended = System.nanoTime();
            if (failure == null) {
                result.complete(response);
            } else {
                result.completeExceptionally(failure);
            }
        });
    }

    /// Waits for the result.
    ///
    /// @throws TimeoutException if it is not there in time
    /// @throws ExecutionException if there is none
    Response await(Duration atMost) throws InterruptedException, ExecutionException, TimeoutException {
        return result.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
    }

    /// Cancels the call if it runs.
    ///
    /// @param why it is cancelled
    void cancel(CancellationException why) {
        CompletableFuture<Response> call = running;
        if (call != null) {
            call.completeExceptionally(why);
        }
    }

    /// Whether it was begun.
    boolean begun() {
        return begun != 0;
    }

    /// How long it took, or takes already, in nanoseconds; 0 if it has not begun.
    long nanos() {
        long from = begun;
        return from == 0 ? 0 : (ended == 0 ? System.nanoTime() : ended) - from;
    }
}
