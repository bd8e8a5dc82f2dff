package io.gatehouse.gateway.call;

import io.gatehouse.gateway.catalog.CatalogEntry;
import io.gatehouse.gateway.catalog.Effects;
import io.gatehouse.gateway.catalog.ToolsetView;
import io.gatehouse.gateway.policy.Step;
import io.gatehouse.gateway.tasks.ExperimentalTask;
import io.gatehouse.gateway.tasks.KeptTask;
import io.gatehouse.gateway.tasks.KeptTasks;
import io.gatehouse.gateway.tasks.TaskIds;
import io.gatehouse.gateway.tasks.TaskIds.Opening;
import io.gatehouse.gateway.tasks.TaskReference;
import io.gatehouse.gateway.tasks.TaskReference.Place;
import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Revision;
import io.gatehouse.protocol.RpcError;
import io.gatehouse.protocol.TasksExtension;
import org.jspecify.annotations.Nullable;

/// Finds out which server has the task that a request is about, by the id alone; a task that the gateway itself keeps
/// answers in place of its server.
final class ResolveTask implements Step<RunningCall> {
    private static final String GONE =
            "Unknown task: this toolset no longer offers its tool, or the tool's server no longer runs tasks.";
    private static final String FORGOTTEN =
            "Unknown task: it ended and its time is over, or the gateway that kept it was restarted. Its call may have"
                    + " had its effect.";

    private final @Nullable TaskIds ids;
    private final KeptTasks kept;

    /// @param ids null where they pass as they are
    /// @param kept the tasks of this gateway
    ResolveTask(@Nullable TaskIds ids, KeptTasks kept) {
        this.ids = ids;
        this.kept = kept;
    }

    @Override
    public boolean take(RunningCall call) {
        String method = call.request().method();
        ToolsetView view = call.toolset().view();
        Revision revision = call.peer().revision();
        if (!view.capabilities().tasks(revision)) {
            Refusals.refuse(call, new RpcError(ErrorCode.METHOD_NOT_FOUND, "There is no method " + method + " here."));
            return false;
        }
        if (revision.modern() && !TasksExtension.in(call.peer().capabilities())) {
            Refusals.refuse(call, TasksExtension.undeclared(method));
            return false;
        }
        ObjectView params = call.request().params();
        String id = params == null ? null : params.string(TasksExtension.TASK_ID);
        if (id == null) {
            return refuse(call, "params.taskId must be a string, the id of a task.");
        }
        TaskIds used = ids;
        if (used == null) {
            return relayed(call, id);
        }
        return switch (used.open(id, call.toolset().name(), call.caller().id().text())) {
            case Opening.Refused refused -> refuse(call, refused.why());
            case Opening.Valid(TaskReference task) -> opened(call, task, id);
        };
    }

    private boolean opened(RunningCall call, TaskReference task, String id) {
        CatalogEntry entry = call.toolset().view().tools().get(task.tool());
        if (entry == null || !entry.upstream().name().equals(task.server())) {
            return refuse(call, GONE);
        }
        Effects effects = switch (call.request().method()) {
            case Method.TASKS_GET, Method.TASKS_RESULT -> Effects.READ;
            default -> new Effects(entry.facts().effects().kind(), true, true);
        };
        call.resolved(Resolved.task(entry.upstream(), entry, task.own(), effects));
        if (task.place() == Place.GATEWAY) {
            KeptTask here = kept.find(task.own());
            boolean modern = call.peer().revision().modern();
            if (here == null || modern == here instanceof ExperimentalTask) {
                Refusals.taskLost(call, FORGOTTEN);
                return false;
            }
            call.instead(
                    here instanceof ExperimentalTask experimental
                            ? () -> ExperimentalAnswers.answer(call, experimental)
                            : () -> KeptAnswers.answer(call, here, id));
        } else if (!call.peer().revision().modern() || !modern(entry)) {
            return refuse(call, GONE);
        }
        return true;
    }

    private static boolean modern(CatalogEntry entry) {
        Revision revision = entry.upstream().snapshot().revision();
        return revision != null && revision.modern();
    }

    /// A gateway behind this one knows the id.
    private static boolean relayed(RunningCall call, String id) {
        ToolsetView view = call.toolset().view();
        return view.members().size() == 1
                ? resolved(call, Resolved.task(view.members().getFirst(), null, id, Effects.UNKNOWN))
                : refuse(call, "Unknown task.");
    }

    private static boolean resolved(RunningCall call, Resolved found) {
        call.resolved(found);
        return true;
    }

    private static boolean refuse(RunningCall call, String why) {
        Refusals.refuse(call, new RpcError(ErrorCode.INVALID_PARAMS, why));
        return false;
    }
}
