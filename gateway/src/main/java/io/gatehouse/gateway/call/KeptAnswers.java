package io.gatehouse.gateway.call;

import io.gatehouse.gateway.tasks.KeptTask;
import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Response;

/// Answers requests about tasks that the gateway itself keeps (tasks extension).
final class KeptAnswers {
    private static final String DONE = "{\"resultType\":\"complete\"}";

    private KeptAnswers() {}

    /// Answers one request, as the server of the task would.
    ///
    /// @param id of the task as the client knows it
    static void answer(RunningCall call, KeptTask task, String id) {
        switch (call.request().method()) {
            case Method.TASKS_UPDATE -> {
                ObjectView params = call.request().params();
                String problem = task.update(params == null ? null : params.object("inputResponses"));
                call.respond(
                        problem == null ? Response.result(DONE) : Response.error(ErrorCode.INVALID_PARAMS, problem));
            }
            case Method.TASKS_CANCEL -> {
                task.cancel();
                call.respond(Response.result(DONE));
            }
            default -> call.respond(Response.result("{\"resultType\":\"complete\"," + task.all(id) + "}"));
        }
    }
}
