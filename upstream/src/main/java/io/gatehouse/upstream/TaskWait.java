package io.gatehouse.upstream;

import io.gatehouse.http.Timers;
import io.gatehouse.protocol.EditedRequest;
import io.gatehouse.protocol.Failure.Outcome;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import io.gatehouse.upstream.call.CallFailure;
import io.gatehouse.upstream.call.CallFailure.Kind;
import io.gatehouse.upstream.call.Deadline;
import io.gatehouse.upstream.call.Outgoing;
import io.gatehouse.upstream.call.Replies;
import io.gatehouse.upstream.call.Sending;
import io.gatehouse.upstream.call.Told;
import io.gatehouse.upstream.transport.Connection;
import io.gatehouse.upstream.transport.Question;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Waits for the result of a task that a server of 2025-11-25 made of a call, over the connection of the call: on the
/// request for the result, the server also asks its questions. Some servers answer that request with an error while the
/// task runs; they are asked again.
final class TaskWait implements Replies, Sending {
    private static final long USUAL_MILLIS = 1_000;
    private static final long LEAST_MILLIS = 200;
    private static final long MOST_MILLIS = 30_000;

    private final Replies call;
    private final Connection connection;
    private final Timers timers;
    private final Peer peer;
    private final String server;
    private final String task;
    private final Deadline deadline;
    private final Duration timeout;
    private final Duration limit;
    private volatile @Nullable Sending sending;
    private volatile boolean over;
    private String last = "";

    /// @param call hears of the end
    /// @param sent the call as it was sent
    /// @param task its id at the server
    TaskWait(Replies call, Connection connection, Timers timers, Outgoing sent, String server, String task) {
        this.call = call;
        this.connection = connection;
        this.timers = timers;
        this.peer = sent.peer();
        this.server = server;
        this.task = task;
        this.limit = sent.limit();
        this.timeout = sent.timeout() == null ? sent.limit() : sent.timeout();
        this.deadline = new Deadline(timeout, limit);
    }

    /// Asks for the result.
    void start() {
        Duration left = deadline.left();
        if (over) {
            return;
        }
        if (left != null && left.isZero()) {
            failed(CallFailure.of(
                    Kind.TIMED_OUT,
                    server,
                    Outcome.SENT_OUTCOME_UNKNOWN,
                    new Told(
                            "server " + server + ": " + deadline.passed(),
                            "raise call-timeout or call-limit of server " + server + " if its tasks take longer")));
            return;
        }
        Sending started = connection.send(
                new Outgoing(
                        EditedRequest.unchanged(TaskCalls.result(task)),
                        peer,
                        List.of(),
                        Map.of(),
                        timeout,
                        limit,
                        true,
                        0,
                        false),
                this);
        sending = started;
        if (over) {
            started.cancel("cancelled");
        }
    }

    @Override
    public void response(Response response) {
        if (over) {
            return;
        }
        if (!response.failed()) {
            over = true;
            call.response(TaskCalls.asOfCall(response));
            return;
        }
        // The error of the task, or one that says that the task has none yet.
        Question question = new Question(server);
        connection.send(Outgoing.ownFor(peer.caller(), TaskCalls.get(task), Outgoing.CONTROL_TIMEOUT), question);
        question.answer().whenComplete((said, failure) -> standing(said == null ? null : said.result(), response));
    }

    private void standing(@Nullable ObjectView task, Response error) {
        String status = task == null ? null : task.string("status");
        if (task == null || !"working".equals(status) && !"input_required".equals(status)) {
            if (!over) {
                over = true;
                call.response(error);
            }
            return;
        }
        String now = status + " " + task.get("lastUpdatedAt") + " " + task.get("statusMessage");
        if (!now.equals(last)) {
            last = now;
            deadline.progress();
        }
        Long proposed = task.integer("pollInterval");
        long wait = proposed == null ? USUAL_MILLIS : Math.clamp(proposed, LEAST_MILLIS, MOST_MILLIS);
        timers.after(Duration.ofMillis(wait), this::start);
    }

    @Override
    public void notification(Notification notification) {
        call.notification(notification);
    }

    @Override
    public void asked(Request request, Consumer<Response> answer) {
        call.asked(request, answer);
    }

    /// Whatever becomes of the request for its result, the task has begun: the call is not to be sent again.
    @Override
    public void failed(CallFailure failure) {
        if (over) {
            return;
        }
        over = true;
        cancelTask();
        call.failed(new CallFailure(
                failure.kind() == Kind.FORGOTTEN ? Kind.BROKEN_OFF : failure.kind(),
                server,
                Outcome.SENT_OUTCOME_UNKNOWN,
                failure.caller(),
                failure.operator(),
                failure.nextTry()));
    }

    @Override
    public void cancel(String reason) {
        if (over) {
            return;
        }
        over = true;
        cancelTask();
        Sending started = sending;
        if (started != null) {
            started.cancel(reason);
        }
    }

    private void cancelTask() {
        connection.send(
                Outgoing.ownFor(peer.caller(), TaskCalls.cancel(task), Outgoing.CONTROL_TIMEOUT), new Question(server));
    }

    @Override
    public void hold() {
        deadline.hold();
        Sending started = sending;
        if (started != null) {
            started.hold();
        }
    }

    @Override
    public void release() {
        deadline.release();
        Sending started = sending;
        if (started != null) {
            started.release();
        }
    }
}
