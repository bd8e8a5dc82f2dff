package io.gatehouse.gateway.tasks;

import io.gatehouse.gateway.bridge.ParkedCall;
import io.gatehouse.gateway.bridge.Round;
import io.gatehouse.http.Timers;
import io.gatehouse.http.memory.ByteBudget;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.Response;
import io.gatehouse.upstream.CallerShare;
import io.gatehouse.upstream.call.CallFailure;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The calls that have become tasks of this gateway. Their number and their memory are
/// limited, together and for one caller, who may have half of what the others leave. None is forgotten before its
/// time: without room, no further call becomes one.
public final class KeptTasks implements AutoCloseable {
    /// How long a result is kept at least.
    public static final Duration KEPT = Duration.ofMinutes(15);

    private static final Duration LEAST = Duration.ofSeconds(1);
    private static final int MOST = 1_000;
    /// Memory for requests and results, in bytes.
    private static final long MOST_BYTES = 32 << 20;
    private static final int CALLER_PERCENT = 50;

    private final Timers timers;
    private final ByteBudget memory = new ByteBudget(() -> MOST_BYTES, CALLER_PERCENT);
    /// By id, the oldest first.
    private final Map<String, Entry> tasks = new LinkedHashMap<>();

    /// A task, and what it takes.
    private static final class Entry {
        private final KeptTask task;
        private final String account;
        private long bytes;

        Entry(KeptTask task, String account, long bytes) {
            this.task = task;
            this.account = account;
            this.bytes = bytes;
        }
    }

    /// An empty store.
    public KeptTasks(Timers timers) {
        this.timers = timers;
    }

    /// Makes a task of a call; null when there is no room.
    ///
    /// @param first the request that began the call
    /// @param failures what a failure is told as
    /// @param limit how long the call may take
    public @Nullable KeptTask begin(
            Round first, ParkedCall call, Function<CallFailure, Response> failures, Duration limit) {
        KeptTask task = new KeptTask(this, first, call, failures, limit.plus(KEPT));
        return keep(task) ? task : null;
    }

    /// Makes a task of a call whose client of 2025-11-25 asked for one; null when there is no room.
    ///
    /// @param first the request that begins the call
    /// @param failures what a failure is told as
    /// @param limit how long the call may take
    /// @param wanted how long the client wants the task to be kept, from its beginning; null when it does not say
    public @Nullable ExperimentalTask beginExperimental(
            Round first,
            ParkedCall call,
            Function<CallFailure, Response> failures,
            Duration limit,
            @Nullable Duration wanted) {
        Duration most = limit.plus(KEPT);
        Duration ttl = wanted == null || wanted.compareTo(most) > 0 ? most : wanted;
        ExperimentalTask task =
                new ExperimentalTask(this, first, call, failures, ttl.compareTo(LEAST) < 0 ? LEAST : ttl);
        return keep(task) ? task : null;
    }

    private boolean keep(KeptTask task) {
        String account = task.peer().caller().account();
        int bytes = task.request().body().length();
        synchronized (this) {
            if (!room(account) || !memory.take(account, bytes)) {
                return false;
            }
            tasks.put(task.id(), new Entry(task, account, bytes));
        }
        timers.after(task.ttl(), () -> expire(task));
        return true;
    }

    private boolean room(String account) {
        return CallerShare.leaves(MOST, account, tasks.values(), entry -> entry.account);
    }

    /// A task whose call takes longer is kept until that has ended, and once more as long at most.
    private void expire(KeptTask task) {
        if (task.over()) {
            forget(task);
        } else {
            timers.after(task.ttl().compareTo(KEPT) < 0 ? task.ttl() : KEPT, () -> expire(task));
        }
    }

    /// Forgets a task.
    public synchronized void forget(KeptTask task) {
        Entry entry = tasks.remove(task.id());
        if (entry != null) {
            memory.give(entry.account, entry.bytes);
        }
    }

    /// Has a task take memory for its result, beside that for its request.
    ///
    /// @return false when there is not as much
    synchronized boolean takes(KeptTask task, long bytes) {
        Entry entry = tasks.get(task.id());
        if (entry == null || !memory.fits(entry.account, bytes) || !memory.take(entry.account, bytes)) {
            return false;
        }
        entry.bytes += bytes;
        return true;
    }

    /// The task of this id; null when it is not known here.
    public synchronized @Nullable KeptTask find(String id) {
        Entry entry = tasks.get(id);
        return entry == null ? null : entry.task;
    }

    /// The tasks of clients of 2025-11-25, the oldest first.
    public synchronized List<ExperimentalTask> experimental() {
        return tasks.values().stream()
                .map(entry -> entry.task)
                .filter(ExperimentalTask.class::isInstance)
                .map(ExperimentalTask.class::cast)
                .toList();
    }

    /// How many there are.
    public synchronized int size() {
        return tasks.size();
    }

    /// How many run, or have just ended without their clients knowing.
    public synchronized int awaited() {
        return (int)
                tasks.values().stream().filter(entry -> entry.task.awaited()).count();
    }

    /// Cancels those of some callers.
    public void cancel(Predicate<Caller> gone) {
        List<KeptTask> theirs;
        synchronized (this) {
            theirs = tasks.values().stream()
                    .map(entry -> entry.task)
                    .filter(task -> gone.test(task.peer().caller()))
                    .toList();
        }
        theirs.forEach(KeptTask::cancel);
    }

    /// Ends those that run with what is known of them, and cancels their calls.
    @Override
    public void close() {
        List<KeptTask> all;
        synchronized (this) {
            all = tasks.values().stream().map(entry -> entry.task).toList();
        }
        all.forEach(KeptTask::stop);
    }
}
