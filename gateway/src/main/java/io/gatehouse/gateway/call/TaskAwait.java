package io.gatehouse.gateway.call;

import io.gatehouse.gateway.record.CallOutcome;
import io.gatehouse.gateway.record.CallRecord.Ending;
import io.gatehouse.gateway.tasks.ExperimentalTask;
import io.gatehouse.gateway.tasks.TaskStatus;
import io.gatehouse.protocol.ClientCapabilities;
import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.Failure.Outcome;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.RelatedTask;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// A request of a client of 2025-11-25 for the result of its task: it is answered when the task has ended, and until
/// then the client is asked on its stream what the task's call is asked (experimental tasks, `tasks/result`).
final class TaskAwait {
    private static final String WAS_CANCELLED = "The task was cancelled, so that it has no result.";

    private final RunningCall call;
    private final ExperimentalTask task;
    private final AtomicBoolean over = new AtomicBoolean();
    private @Nullable TaskStatus told;
    private volatile Runnable unlisten = () -> {};

    TaskAwait(RunningCall call, ExperimentalTask task) {
        this.call = call;
        this.task = task;
    }

    /// Begins to wait.
    void start() {
        told = task.status();
        unlisten = task.listen(this::changed);
        call.onCancelled(this::left);
        changed();
    }

    /// The client wants no result now; its task goes on.
    private void left() {
        if (end()) {
            call.left();
        }
    }

    private boolean end() {
        boolean first = over.compareAndSet(false, true);
        unlisten.run();
        return first;
    }

    private void changed() {
        if (over.get()) {
            return;
        }
        TaskStatus status = task.status();
        if (status.terminal()) {
            if (end()) {
                answer();
            }
            return;
        }
        tell(status);
        task.claim(question -> ClientCapabilities.missing(call.peer(), question.method(), question.params()) == null)
                .forEach(this::ask);
    }

    private synchronized void tell(TaskStatus status) {
        if (status != told) {
            told = status;
            call.notify(Notification.of(Method.TASK_STATUS, "{" + task.facts() + "}"));
        }
    }

    private void ask(String key, Request question) {
        byte[] noted = RelatedTask.noted(question.params(), task.known());
        call.putOnStream(
                Request.of("0", question.method(), new String(noted, StandardCharsets.UTF_8)),
                answer -> answered(key, answer));
    }

    /// A question that the client got no answer to, because its request has ended, is put again on its next one.
    private void answered(String key, Response answer) {
        if (answer.failed()) {
            call.onCancelled(this::left);
        }
        if (over.get()) {
            task.release(key);
        } else {
            task.answer(key, answer);
        }
    }

    private void answer() {
        Response answer = task.answer();
        if (answer == null) {
            call.finish(
                    Response.error(ErrorCode.INVALID_PARAMS, WAS_CANCELLED),
                    new Ending(CallOutcome.CANCELLED, Outcome.SENT_OUTCOME_UNKNOWN, null, null));
            return;
        }
        ObjectView result = answer.result();
        call.finish(
                result == null ? answer : Response.result(RelatedTask.noted(result, task.known())),
                ShapeAnswer.ending(answer));
    }
}
