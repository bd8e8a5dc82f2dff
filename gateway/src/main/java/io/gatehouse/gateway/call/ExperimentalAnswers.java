package io.gatehouse.gateway.call;

import io.gatehouse.gateway.record.CallOutcome;
import io.gatehouse.gateway.record.CallRecord.Ending;
import io.gatehouse.gateway.tasks.ExperimentalTask;
import io.gatehouse.gateway.tasks.TaskStatus;
import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.RpcError;

/// Answers requests of clients of 2025-11-25 about their tasks.
final class ExperimentalAnswers {
    private ExperimentalAnswers() {}

    /// Answers one request, for a result perhaps later.
    static void answer(RunningCall call, ExperimentalTask task) {
        switch (call.request().method()) {
            case Method.TASKS_RESULT -> new TaskAwait(call, task).start();
            case Method.TASKS_CANCEL -> {
                if (task.cancelNow()) {
                    tell(call, task, CallOutcome.CANCELLED);
                } else {
                    Refusals.refuse(
                            call,
                            new RpcError(
                                    ErrorCode.INVALID_PARAMS,
                                    "The task has ended (" + task.status().label()
                                            + "), so that it cannot be cancelled."));
                }
            }
            default -> tell(call, task, outcome(task));
        }
    }

    private static void tell(RunningCall call, ExperimentalTask task, CallOutcome outcome) {
        call.finish(Response.result("{" + task.facts() + "}"), Ending.answered(outcome));
    }

    private static CallOutcome outcome(ExperimentalTask task) {
        TaskStatus status = task.status();
        return switch (status) {
            case WORKING -> CallOutcome.TASK;
            case INPUT_REQUIRED -> CallOutcome.INPUT_REQUIRED;
            case CANCELLED -> CallOutcome.CANCELLED;
            // The result, whose outcome is recorded with the request that gets it, is not told here.
            case COMPLETED, FAILED -> CallOutcome.OK;
        };
    }
}
