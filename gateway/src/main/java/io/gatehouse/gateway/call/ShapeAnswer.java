package io.gatehouse.gateway.call;

import io.gatehouse.gateway.policy.Step;
import io.gatehouse.gateway.record.CallOutcome;
import io.gatehouse.gateway.record.CallRecord.Ending;
import io.gatehouse.gateway.tasks.TaskStatus;
import io.gatehouse.protocol.Failure.Outcome;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Response;
import org.jspecify.annotations.Nullable;

/// Makes of a server's answer what its client gets ([ResultShape]), and says how the call ended.
final class ShapeAnswer implements Step<RunningCall> {
    @Override
    public boolean take(RunningCall call) {
        Response came = call.came();
        ObjectView result = came.result();
        Response shaped = call.shape().of(came, call.request().method());
        call.finish(shaped, result == null ? error(came.errorMessage()) : ending(call, came, result));
        return false;
    }

    /// How a request for what a call was answered ends: as the call did.
    static Ending ending(Response answer) {
        ObjectView result = answer.result();
        return result == null ? error(answer.errorMessage()) : Ending.answered(outcome(result));
    }

    private static Ending ending(RunningCall call, Response came, ObjectView result) {
        if (call.request().method().equals(Method.TASKS_GET)) {
            return task(result);
        }
        return switch (came.resultType()) {
            case "input_required" -> Ending.answered(CallOutcome.INPUT_REQUIRED);
            case SealTask.TASK -> RunningCall.TASK;
            default -> Ending.answered(outcome(result));
        };
    }

    /// A request for a task ends as its call would, once the task has ended.
    private static Ending task(ObjectView task) {
        @Nullable TaskStatus status = TaskStatus.of(task);
        if (status == null) {
            return Ending.answered(CallOutcome.OK);
        }
        return switch (status) {
            case WORKING -> Ending.answered(CallOutcome.TASK);
            case INPUT_REQUIRED -> Ending.answered(CallOutcome.INPUT_REQUIRED);
            case CANCELLED -> Ending.answered(CallOutcome.CANCELLED);
            case FAILED -> {
                ObjectView error = task.object("error");
                String message = error == null ? null : error.string("message");
                yield error(message == null ? "" : message);
            }
            case COMPLETED -> {
                ObjectView result = task.object("result");
                yield Ending.answered(result == null ? CallOutcome.OK : outcome(result));
            }
        };
    }

    private static CallOutcome outcome(ObjectView result) {
        return result.isTrue("isError") ? CallOutcome.TOOL_ERROR : CallOutcome.OK;
    }

    private static Ending error(String message) {
        return new Ending(CallOutcome.ERROR, Outcome.DONE, null, message);
    }
}
