package io.gatehouse.gateway.call;

import io.gatehouse.gateway.bridge.ClientRounds;
import io.gatehouse.gateway.tasks.TaskStatus;
import io.gatehouse.http.Timers;
import io.gatehouse.protocol.Failure.Outcome;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Slice;
import io.gatehouse.upstream.call.CallFailure;
import io.gatehouse.upstream.call.CallFailure.Kind;
import io.gatehouse.upstream.call.Deadline;
import io.gatehouse.upstream.call.Told;
import io.gatehouse.upstream.transport.Undeclared;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Waits for a task that a server of 2026-07-28 began for a client that does not know the tasks extension: asks how it
/// stands, gives the client its questions, and answers the call with its result. The task is cancelled when the client
/// cancels the call, or when its time is up.
final class TaskRun {
    private static final Duration USUAL_WAIT = Duration.ofSeconds(1);
    private static final Duration LEAST_WAIT = Duration.ofMillis(200);
    private static final Duration MOST_WAIT = Duration.ofSeconds(30);

    private final RunningCall call;
    private final TaskRequests requests;
    private final Timers timers;
    private final String server;
    private final String task;
    private final Deadline deadline;
    private final Set<String> answered = ConcurrentHashMap.newKeySet();
    private @Nullable ClientRounds rounds;
    private String last = "";
    private boolean over;

    /// @param task its id at the server
    TaskRun(RunningCall call, Timers timers, String task) {
        this.call = call;
        this.timers = timers;
        this.task = task;
        this.requests = new TaskRequests(call, task);
        Resolved target = call.target();
        this.server = target.upstream().name();
        this.deadline = new Deadline(
                Objects.requireNonNullElse(
                        target.options().callTimeout(),
                        target.upstream().settings().callTimeout()),
                Objects.requireNonNullElse(
                        target.options().callLimit(),
                        target.upstream().settings().callLimit()));
    }

    /// Begins to wait.
    ///
    /// @param begun what the server said when it began the task
    void start(ObjectView begun) {
        call.onCancelled(this::cancelled);
        await(begun);
    }

    /// Goes on waiting, with what a client of 2026-07-28 answered to the task's questions.
    ///
    /// @param answers by key, or null
    void resume(@Nullable ObjectView answers) {
        call.onCancelled(this::cancelled);
        if (answers == null) {
            ask();
        } else {
            update(answers.whole().bytes());
        }
    }

    private void cancelled() {
        if (end()) {
            requests.cancel();
            call.failed(CallFailure.open(
                    Kind.CANCELLED, server, Outcome.SENT_OUTCOME_UNKNOWN, Told.of("The client cancelled the call")));
        }
    }

    private synchronized boolean end() {
        boolean first = !over;
        over = true;
        return first;
    }

    private synchronized boolean over() {
        return over;
    }

    /// Asks again after the time that the server proposes.
    private void await(ObjectView said) {
        Long proposed = said.integer("pollIntervalMs");
        Duration wait = proposed == null ? USUAL_WAIT : Duration.ofMillis(proposed);
        await(Duration.ofMillis(Math.clamp(wait.toMillis(), LEAST_WAIT.toMillis(), MOST_WAIT.toMillis())));
    }

    private void await(Duration wait) {
        Duration left = deadline.left();
        if (left != null && left.isZero()) {
            timedOut();
        } else {
            timers.after(left == null || left.compareTo(wait) > 0 ? wait : left, this::ask);
        }
    }

    private void timedOut() {
        if (end()) {
            requests.cancel();
            String remedy = "raise call-timeout or call-limit of server " + server + " if its tasks take longer";
            call.failed(CallFailure.of(
                    Kind.TIMED_OUT,
                    server,
                    Outcome.SENT_OUTCOME_UNKNOWN,
                    new Told("server " + server + ": its task did not end: " + deadline.passed(), remedy)));
        }
    }

    private void ask() {
        if (!over()) {
            requests.get(this::told, this::unanswered);
        }
    }

    /// A task outlives the connection on which it is asked for.
    private void unanswered(CallFailure failure) {
        switch (failure.kind()) {
            case UNAVAILABLE, FORGOTTEN, TIMED_OUT, BROKEN_OFF, RATE_LIMITED, LIMIT, DROPPED -> await(MOST_WAIT);
            case GIVEN_UP, REFUSED, DENIED, UNFIT, TOO_LARGE, INVALID_ANSWER, ASKED, CANCELLED -> {
                if (end()) {
                    call.failed(new CallFailure(
                            failure.kind(),
                            server,
                            Outcome.SENT_OUTCOME_UNKNOWN,
                            failure.caller(),
                            failure.operator(),
                            failure.nextTry()));
                }
            }
        }
    }

    private void told(Response response) {
        ObjectView said = response.result();
        if (said == null) {
            finish(response);
            return;
        }
        TaskStatus status = TaskStatus.of(said);
        if (status == null) {
            invalid("its task has no status that is known");
            return;
        }
        progress(said);
        switch (status) {
            case WORKING -> await(said);
            case INPUT_REQUIRED -> asked(said);
            case COMPLETED -> completed(said.object("result"));
            case FAILED -> failed(said.object("error"));
            case CANCELLED -> {
                if (end()) {
                    call.failed(CallFailure.open(
                            Kind.BROKEN_OFF,
                            server,
                            Outcome.SENT_OUTCOME_UNKNOWN,
                            Told.of("Server " + server + " cancelled the task of this call")));
                }
            }
        }
    }

    /// A task that says something new makes progress.
    private void progress(ObjectView said) {
        String now = said.get("lastUpdatedAt") + " " + said.get("statusMessage") + " " + said.get("status");
        if (!now.equals(last)) {
            last = now;
            deadline.progress();
        }
    }

    private void completed(@Nullable ObjectView result) {
        Response ended = result == null ? null : Response.result(result.whole().bytes());
        if (ended == null || !ended.resultType().equals("complete")) {
            invalid("its task ended without a result that can be used");
        } else {
            finish(ended);
        }
    }

    private void failed(@Nullable ObjectView error) {
        if (error == null) {
            invalid("its task failed without an error");
        } else {
            finish(TaskShape.error(error.whole()));
        }
    }

    private void finish(Response ended) {
        if (end()) {
            call.respond(ended);
        }
    }

    private void invalid(String happened) {
        if (end()) {
            call.failed(CallFailure.of(
                    Kind.INVALID_ANSWER,
                    server,
                    Outcome.SENT_OUTCOME_UNKNOWN,
                    new Told("server " + server + ": " + happened, "report it to whoever makes the server")));
        }
    }

    /// Passes on what the task asks and was not answered yet.
    private void asked(ObjectView said) {
        ObjectView wanted = said.object("inputRequests");
        Response questions = wanted == null ? null : TaskQuestions.unanswered(wanted, answered);
        if (questions == null) {
            await(said);
            return;
        }
        Undeclared undeclared = Undeclared.in(questions, call.peer());
        if (undeclared != null) {
            refused(undeclared);
        } else if (call.peer().revision().modern()) {
            if (end()) {
                call.askForTask(task, questions);
            }
        } else {
            deadline.hold();
            rounds().run(questions);
        }
    }

    private ClientRounds rounds() {
        ClientRounds known = rounds;
        if (known == null) {
            known = new ClientRounds(call, server, answers -> {
                deadline.release();
                byte[] given = answers.get("inputResponses");
                update(given == null ? "{}".getBytes(StandardCharsets.US_ASCII) : given);
            });
            rounds = known;
        }
        return known;
    }

    private void refused(Undeclared undeclared) {
        if (!end()) {
            return;
        }
        requests.cancel();
        if (call.peer().revision().modern()) {
            call.respond(undeclared.error());
        } else {
            call.failed(CallFailure.open(
                    Kind.ASKED,
                    server,
                    Outcome.SENT_OUTCOME_UNKNOWN,
                    new Told(
                            "Server " + server + " asked for " + undeclared.what()
                                    + ", which this client cannot do here",
                            "Use a client that declares it.")));
        }
    }

    private void update(byte[] answers) {
        answered.addAll(TaskQuestions.keys(Slice.of(answers)));
        if (!over()) {
            requests.update(answers, this::updated, this::unanswered);
        }
    }

    private void updated(Response response) {
        if (response.failed()) {
            finish(response);
        } else {
            await(LEAST_WAIT);
        }
    }
}
