package io.gatehouse.doors.front;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/// What a gateway is working on, so that it can stop without breaking it off: first nothing new is taken, then what
/// runs may end, then what is left is told to. Event streams that only wait for news are no work.
public final class InFlight {
    /// The message for what is refused because the gateway is stopping.
    public static final String REFUSAL = "The gateway is stopping. Try again in a moment.";

    private final Set<Task> running = ConcurrentHashMap.newKeySet();
    private final CompletableFuture<Void> none = new CompletableFuture<>();
    private volatile boolean refusing;
    private volatile boolean stopped;
    private volatile long retryAfterSeconds = 1;
    private volatile long lastEnd = System.nanoTime();

    /// A request that is being answered. Two are the same only if they are one object.
    public interface Task {
        /// Answers now, saying that the gateway stops. Called from any thread, perhaps more than once.
        void stop();
    }

    /// A request begins. After [#stop()] it is stopped at once.
    public void enter(Task task) {
        running.add(task);
        if (stopped) {
            task.stop();
        }
    }

    /// A request has its answer, or nobody wants it any more.
    public void leave(Task task) {
        if (running.remove(task)) {
            lastEnd = System.nanoTime();
        }
        tellNone();
    }

    /// Whether nothing new is taken any more.
    public boolean refusing() {
        return refusing;
    }

    /// When clients whose requests are refused should try again, in seconds.
    public long retryAfterSeconds() {
        return retryAfterSeconds;
    }

    /// Takes nothing new from now on.
    ///
    /// @param retryAfter when clients should try again, in seconds, at least 1
    public void refuse(long retryAfter) {
        retryAfterSeconds = Math.max(1, retryAfter);
        refusing = true;
        tellNone();
    }

    /// How many requests are being answered.
    public int running() {
        return running.size();
    }

    /// Whether nothing is being answered, and nothing was for this long.
    public boolean quietFor(Duration time) {
        return running.isEmpty() && System.nanoTime() - lastEnd >= time.toNanos();
    }

    /// Completes once nothing new is taken and nothing runs any more.
    public CompletableFuture<Void> none() {
        return none.copy();
    }

    /// Answers everything that still runs.
    public void stop() {
        stopped = true;
        running.forEach(Task::stop);
    }

    private void tellNone() {
        if (refusing && running.isEmpty()) {
            none.complete(null);
        }
    }
}
