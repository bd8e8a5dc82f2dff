package io.gatehouse.gateway.tasks;

import io.gatehouse.gateway.bridge.ParkedCall;
import io.gatehouse.gateway.bridge.Round;
import io.gatehouse.gateway.bridge.RoundBinding;
import io.gatehouse.protocol.Failure.Outcome;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Splice;
import io.gatehouse.upstream.call.CallFailure;
import io.gatehouse.upstream.call.Told;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A call that has become a task of this gateway: it takes the place of the client's request, and keeps what comes of
/// the call until the client asks for it.
public sealed class KeptTask implements Round permits ExperimentalTask {
    private static final int POLL_MILLIS = 1_000;
    /// How long a client that asks for its task now and then may take to hear of its end.
    private static final Duration HEARD_WITHIN = Duration.ofSeconds(5);
    private static final Response NOT_KEPT =
            Response.toolError("The call has ended, but the gateway had no memory to keep its result.");

    private final KeptTasks store;
    private final String id = UUID.randomUUID().toString();
    private final Round first;
    private final ParkedCall call;
    private final Function<CallFailure, Response> failures;
    private final Duration ttl;
    private final Instant created = now();
    private final List<Runnable> cancellations = new ArrayList<>();
    private final Set<Runnable> listeners = new CopyOnWriteArraySet<>();
    private Instant updated = created;
    private TaskStatus status = TaskStatus.WORKING;
    private boolean cancelled;
    private boolean told;
    /// The result or the error, JSON.
    private byte @Nullable [] outcome;

    /// How a task ends.
    ///
    /// @param outcome what comes of it, JSON; null when it was cancelled
    record Ended(TaskStatus status, byte @Nullable [] outcome) {}

    KeptTask(KeptTasks store, Round first, ParkedCall call, Function<CallFailure, Response> failures, Duration ttl) {
        this.store = store;
        this.first = first;
        this.call = call;
        this.failures = failures;
        this.ttl = ttl;
    }

    /// Its id here.
    public String id() {
        return id;
    }

    /// How long it is kept, from its beginning.
    Duration ttl() {
        return ttl;
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }

    /// What the call is answered when it becomes this task, a JSON object.
    ///
    /// @param known its id as the client knows it
    public synchronized String begun(String known) {
        return "{\"resultType\":\"task\"," + facts(known, status) + "}";
    }

    /// All that there is to say of it, the members of a JSON object.
    ///
    /// @param known its id as the client knows it
    public String all(String known) {
        String questions = call.questions();
        synchronized (this) {
            if (status == TaskStatus.WORKING && questions != null) {
                return facts(known, TaskStatus.INPUT_REQUIRED) + ",\"inputRequests\":" + questions;
            }
            told |= status.terminal();
            String facts = facts(known, status);
            byte[] ended = outcome;
            return ended == null
                    ? facts
                    : facts
                            + (status == TaskStatus.FAILED ? ",\"error\":" : ",\"result\":")
                            + new String(ended, StandardCharsets.UTF_8);
        }
    }

    private String facts(String known, TaskStatus now) {
        return facts(known, now, "ttlMs", "pollIntervalMs");
    }

    /// Facts of it, the members of a JSON object.
    ///
    /// @param kept the name of the member that says how long it is kept, in milliseconds
    /// @param poll the name of the member that says after how many milliseconds to ask again
    final synchronized String facts(String known, TaskStatus now, String kept, String poll) {
        return "\"taskId\":" + Json.quote(known) + ",\"status\":\"" + now.label() + "\",\"createdAt\":\"" + created
                + "\",\"lastUpdatedAt\":\"" + updated + "\"," + Json.quote(kept) + ":" + ttl.toMillis() + ","
                + Json.quote(poll) + ":" + POLL_MILLIS;
    }

    /// The state that it has reached, whatever it asks.
    final synchronized TaskStatus reached() {
        return status;
    }

    /// What came of it; null while it runs, and when it was cancelled.
    final synchronized byte @Nullable [] outcome() {
        return outcome;
    }

    /// Whether nothing changes any more.
    synchronized boolean over() {
        return status.terminal();
    }

    /// Whether it runs, or has just ended and its client has not heard so.
    synchronized boolean awaited() {
        return !status.terminal() || !told && now().isBefore(updated.plus(HEARD_WITHIN));
    }

    /// Takes answers to what the server asks; others are ignored.
    ///
    /// @param answers by key, or null
    /// @return why they cannot be taken, for the client, or null
    public @Nullable String update(@Nullable ObjectView answers) {
        String problem = call.update(answers);
        if (problem == null) {
            changed();
        }
        return problem;
    }

    /// The client wants no more of it.
    public void cancel() {
        Runnable cancellation = cancellation();
        if (cancellation != null) {
            cancellation.run();
        }
    }

    /// What cancels its call; null once it has ended.
    final synchronized @Nullable Runnable cancellation() {
        if (status.terminal()) {
            return null;
        }
        cancelled = true;
        List<Runnable> actions = List.copyOf(cancellations);
        cancellations.clear();
        return () -> actions.forEach(Runnable::run);
    }

    /// The gateway stops: it ends with what is known, and its call is cancelled.
    void stop() {
        List<Runnable> actions;
        synchronized (this) {
            if (status.terminal()) {
                return;
            }
            cancelled = true;
            actions = List.copyOf(cancellations);
        }
        String server = binding().server();
        failed(CallFailure.open(
                CallFailure.Kind.BROKEN_OFF,
                server,
                Outcome.SENT_OUTCOME_UNKNOWN,
                Told.of("The gateway stopped while server " + server + " worked on the call")));
        actions.forEach(Runnable::run);
    }

    /// Runs an action after each change, until it is closed.
    public Runnable listen(Runnable action) {
        listeners.add(action);
        return () -> listeners.remove(action);
    }

    final void changed() {
        synchronized (this) {
            if (status.terminal()) {
                return;
            }
            updated = now();
        }
        listeners.forEach(Runnable::run);
    }

    @Override
    public Request request() {
        return first.request();
    }

    @Override
    public RoundBinding binding() {
        return first.binding();
    }

    @Override
    public Peer peer() {
        return first.peer();
    }

    @Override
    public Map<String, String> parameterHeaders() {
        return first.parameterHeaders();
    }

    /// The server asks: what it asks is part of the task from now on.
    @Override
    public void inputRequired(Response questions) {
        changed();
    }

    @Override
    public void ask(Request question, Consumer<Response> answer) {
        first.ask(question, answer);
    }

    /// A task has no progress and no log messages.
    @Override
    public void notify(Notification notification) {}

    @Override
    public void onCancelled(Runnable action) {
        synchronized (this) {
            if (!cancelled) {
                cancellations.add(action);
                return;
            }
        }
        action.run();
    }

    @Override
    public void respond(Response response) {
        end(ended(response));
    }

    /// How a task ends whose call is answered so.
    Ended ended(Response response) {
        ObjectView result = response.result();
        return result == null
                ? new Ended(
                        TaskStatus.FAILED,
                        Objects.requireNonNull(response.error()).whole().bytes())
                : new Ended(TaskStatus.COMPLETED, complete(result));
    }

    /// 2026-07-28 has a type in every result; an older server says none.
    private static byte[] complete(ObjectView result) {
        return result.has("resultType")
                ? result.whole().bytes()
                : new Splice(result.whole())
                        .change(result, Map.of("resultType", "\"complete\"".getBytes(StandardCharsets.US_ASCII)))
                        .toBytes();
    }

    @Override
    public void failed(CallFailure failure) {
        if (failure.kind() == CallFailure.Kind.CANCELLED) {
            end(new Ended(TaskStatus.CANCELLED, null));
        } else {
            respond(failures.apply(failure));
        }
    }

    /// Ends it.
    ///
    /// @return false when it had ended before
    final boolean end(Ended how) {
        if (over()) {
            return false;
        }
        byte[] what = how.outcome();
        Ended kept = what == null || store.takes(this, what.length) ? how : ended(NOT_KEPT);
        synchronized (this) {
            if (status.terminal()) {
                return false;
            }
            status = kept.status();
            outcome = kept.outcome();
            updated = now();
            cancellations.clear();
        }
        listeners.forEach(Runnable::run);
        listeners.clear();
        return true;
    }
}
