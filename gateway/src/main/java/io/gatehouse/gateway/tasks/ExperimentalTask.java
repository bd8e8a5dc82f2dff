package io.gatehouse.gateway.tasks;

import io.gatehouse.gateway.bridge.ParkedCall;
import io.gatehouse.gateway.bridge.Round;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import io.gatehouse.upstream.call.CallFailure;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A task of a client of 2025-11-25, which asked for it when it called (experimental tasks of that revision). Its
/// answer is what the call would have been answered, and what is asked meanwhile is asked by request.
public final class ExperimentalTask extends KeptTask {
    private final ParkedCall call;
    private final Set<String> asking = ConcurrentHashMap.newKeySet();
    private volatile String known = "";

    ExperimentalTask(
            KeptTasks store, Round first, ParkedCall call, Function<CallFailure, Response> failures, Duration ttl) {
        super(store, first, call, failures, ttl);
        this.call = call;
    }

    /// Says which id the client knows it by.
    public void knownAs(String sealed) {
        known = sealed;
    }

    /// Its id as the client knows it; empty while the client knows of none.
    public String known() {
        return known;
    }

    /// How it stands, the members of a JSON object (2025-11-25, `Task`).
    public String facts() {
        return facts(known, status(), "ttl", "pollInterval");
    }

    /// Where it stands.
    public TaskStatus status() {
        boolean asks = !call.asked().isEmpty();
        TaskStatus status = reached();
        return asks && status == TaskStatus.WORKING ? TaskStatus.INPUT_REQUIRED : status;
    }

    /// What the call was answered; null while it runs, and when it was cancelled.
    public @Nullable Response answer() {
        byte[] ended = outcome();
        return ended == null ? null : Response.of(ended);
    }

    /// The questions that nobody puts to the client yet, by key. Whoever gets them puts them.
    ///
    /// @param fits whether one can be put
    public Map<String, Request> claim(Predicate<Request> fits) {
        Map<String, Request> claimed = new HashMap<>(call.asked());
        claimed.entrySet().removeIf(one -> !fits.test(one.getValue()) || !asking.add(one.getKey()));
        return claimed;
    }

    /// Gives back a question that could not be put to its end.
    public void release(String key) {
        asking.remove(key);
        changed();
    }

    /// Takes what the client answered to a question.
    public void answer(String key, Response answer) {
        call.update(key, answer);
        changed();
    }

    /// Ends it as cancelled, at once, and then its call.
    ///
    /// @return false when it had ended before
    public boolean cancelNow() {
        Runnable cancellation = cancellation();
        if (cancellation == null || !end(new Ended(TaskStatus.CANCELLED, null))) {
            return false;
        }
        cancellation.run();
        return true;
    }

    /// In this revision, a tool that reports an error fails its task.
    @Override
    Ended ended(Response response) {
        ObjectView result = response.result();
        boolean failed = result == null || result.isTrue("isError");
        return new Ended(
                failed ? TaskStatus.FAILED : TaskStatus.COMPLETED,
                response.body().bytes());
    }
}
