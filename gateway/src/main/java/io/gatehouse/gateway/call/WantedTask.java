package io.gatehouse.gateway.call;

import io.gatehouse.gateway.catalog.CatalogEntry;
import io.gatehouse.gateway.policy.Step;
import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Revision;
import io.gatehouse.protocol.RpcError;
import org.jspecify.annotations.Nullable;

/// Reads whether a client of 2025-11-25 wants its call to become a task, and refuses that of a tool that does not take
/// tasks (experimental tasks, tool-level negotiation). Where no tasks were offered, what it says of them is ignored.
final class WantedTask implements Step<RunningCall> {
    private static final String TASK = "task";

    @Override
    public boolean take(RunningCall call) {
        if (!in(call)) {
            return true;
        }
        CatalogEntry entry = call.target().entry();
        if (entry == null || !entry.facts().tasks()) {
            Refusals.refuse(
                    call,
                    new RpcError(
                            ErrorCode.METHOD_NOT_FOUND,
                            "Tool " + call.request().name()
                                    + " cannot be called as a task. Call it without params.task."));
            return false;
        }
        if (of(call) == null) {
            Refusals.refuse(call, new RpcError(ErrorCode.INVALID_PARAMS, "params.task must be an object."));
            return false;
        }
        return true;
    }

    /// Whether the client wants a task and was offered some.
    static boolean in(RunningCall call) {
        ObjectView params = call.request().params();
        return params != null
                && params.has(TASK)
                && call.request().method().equals(Method.TOOLS_CALL)
                && call.peer().revision() == Revision.R2025_11_25
                && call.pipeline().taskIds() != null
                && call.toolset().view().capabilities().tasks(Revision.R2025_11_25);
    }

    /// What the client says of the task that it wants; null when that is no object.
    static @Nullable ObjectView of(RunningCall call) {
        ObjectView params = call.request().params();
        return params == null ? null : params.object(TASK);
    }
}
