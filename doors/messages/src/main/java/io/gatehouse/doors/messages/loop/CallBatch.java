package io.gatehouse.doors.messages.loop;

import io.gatehouse.protocol.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The calls of one turn while they run: so many at the same time, the next as soon as one has ended. Any thread may
/// use it.
final class CallBatch {
    private final List<McpCall> calls;
    private final Function<McpCall, CompletableFuture<Response>> start;
    private final List<TimedCall> results = new ArrayList<>();
    private int next;
    private @Nullable CancellationException cancelled;

    /// @param start begins a call; must not block for long
    CallBatch(List<McpCall> calls, Function<McpCall, CompletableFuture<Response>> start) {
        this.calls = calls;
        this.start = start;
        calls.forEach(call -> results.add(new TimedCall()));
    }

    /// Begins as many calls as may run at once.
    void begin(int parallel) {
        for (int started = 0; started < parallel; started++) {
            startNext();
        }
    }

    private void startNext() {
        int at;
        synchronized (this) {
            if (cancelled != null || next == calls.size()) {
                return;
            }
            at = next++;
        }
        TimedCall timed = results.get(at);
        CompletableFuture<Response> running = timed.run(() -> start.apply(calls.get(at)));
        running.whenComplete((response, failure) -> startNext());
        CancellationException late;
        synchronized (this) {
            late = cancelled;
        }
        if (late != null) {
            timed.cancel(late);
        }
    }

    /// One of the calls, in the order in which they were given.
    TimedCall call(int at) {
        return results.get(at);
    }

    /// Cancels all that run, and starts no more.
    ///
    /// @param why they are cancelled
    void cancel(CancellationException why) {
        synchronized (this) {
            cancelled = why;
        }
        results.forEach(call -> call.cancel(why));
    }
}
