package io.gatehouse.gateway.tasks;

import io.gatehouse.gateway.bridge.ParkedCall;
import io.gatehouse.gateway.bridge.Round;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Response;
import io.gatehouse.upstream.call.CallFailure;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A task of a client of 2025-11-25, which asked for it when it called (experimental tasks of that revision). Its
/// answer is what the call would have been answered, and what is asked meanwhile is asked by request.
public final class ExperimentalTask extends KeptTask {
    private final ParkedCall call;
    private final TaskAskers askers = new TaskAskers();
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
        return facts(status());
    }

    /// [#facts()] with a status that was read before.
    public String facts(TaskStatus status) {
        return facts(known, status, "ttl", "pollInterval");
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

    /// Lets a request put the questions to the client from now on, before all that came earlier.
    public void join(TaskAsker asker) {
        askers.join(asker);
    }

    /// Takes a request away that has ended; what it left open goes to the newest of the others.
    public void leave(TaskAsker asker) {
        askers.leave(asker);
        hand();
    }

    /// Has the open questions put to the client.
    public void hand() {
        if (!reached().terminal()) {
            askers.hand(call.asked());
        }
    }

    /// Takes back a question that a request could not put, or got no answer to; another one puts it.
    public void putBack(TaskAsker asker, String key) {
        askers.failed(asker, key);
        hand();
    }

    /// Ends a question that was not answered in time, unless it is still open on another request.
    ///
    /// @param error what the server is told
    public void late(TaskAsker asker, String key, Response error) {
        if (!askers.failed(asker, key)) {
            answer(key, error);
        }
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
