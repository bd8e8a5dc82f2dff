package io.gatehouse.gateway.call;

import io.gatehouse.gateway.record.CallOutcome;
import io.gatehouse.gateway.record.CallRecord.Ending;
import io.gatehouse.gateway.tasks.ExperimentalTask;
import io.gatehouse.gateway.tasks.TaskAsker;
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
final class TaskAwait implements TaskAsker {
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
        synchronized (this) {
            told = task.status();
        }
        task.join(this);
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
        task.leave(this);
        return first;
    }

    private void changed() {
        if (over.get()) {
            return;
        }
        if (!tell().terminal()) {
            task.hand();
        } else if (end()) {
            answer();
        }
    }

    /// The status is read and told under one lock, so that the client hears of the changes in their order.
    private synchronized TaskStatus tell() {
        TaskStatus status = task.status();
        if (status != told && !status.terminal()) {
            told = status;
            call.notify(Notification.of(Method.TASK_STATUS, "{" + task.facts(status) + "}"));
        }
        return status;
    }

    @Override
    public boolean takes(Request question) {
        return ClientCapabilities.missing(call.peer(), question.method(), question.params()) == null;
    }

    @Override
    public void put(String key, Request question) {
        tell();
        byte[] noted = RelatedTask.noted(question.params(), task.known());
        call.putOnStream(
                Request.of("0", question.method(), new String(noted, StandardCharsets.UTF_8)),
                answer -> answered(key, answer));
    }

    /// An error that was made here, as when the client's connection is lost, is no answer of the client.
    private void answered(String key, Response answer) {
        if (!answer.failed() || !answer.madeHere()) {
            task.answer(key, answer);
        } else if (answer.errorCode() == ErrorCode.NOT_ANSWERED) {
            task.late(this, key, answer);
        } else {
            task.putBack(this, key);
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
