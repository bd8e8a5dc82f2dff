package io.gatehouse.gateway.call;

import io.gatehouse.gateway.policy.Step;
import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.TasksExtension;

/// Sends a call again in the name of a client that knows tasks, where a server of 2026-07-28 refused it because it runs
/// the tool as a task only (tasks extension) and the client has no way to say that it knows tasks. The gateway then
/// waits for the task.
final class DeclareTasks implements Step<RunningCall> {
    private final boolean clientsCanDeclare;

    /// @param clientsCanDeclare whether clients of 2026-07-28 at this door can declare the extension themselves
    DeclareTasks(boolean clientsCanDeclare) {
        this.clientsCanDeclare = clientsCanDeclare;
    }

    @Override
    public boolean take(RunningCall call) {
        Response came = call.came();
        if (!came.failed()
                || came.errorCode() != ErrorCode.MISSING_CLIENT_CAPABILITY
                || !call.request().method().equals(Method.TOOLS_CALL)
                || clientsCanDeclare && call.peer().revision().modern()
                || call.declaresTasks()) {
            return true;
        }
        ObjectView error = came.error();
        ObjectView data = error == null ? null : error.object("data");
        if (data == null || !TasksExtension.in(data.object("requiredCapabilities"))) {
            return true;
        }
        call.againAsTask();
        return false;
    }
}
