package io.gatehouse.gateway.call;

import io.gatehouse.gateway.catalog.CatalogEntry;
import io.gatehouse.gateway.policy.Step;
import io.gatehouse.gateway.tasks.TaskIds;
import io.gatehouse.gateway.tasks.TaskReference;
import io.gatehouse.gateway.tasks.TaskReference.Place;
import io.gatehouse.protocol.Failure.Outcome;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Splice;
import io.gatehouse.protocol.TasksExtension;
import io.gatehouse.upstream.call.CallFailure;
import io.gatehouse.upstream.call.CallFailure.Kind;
import io.gatehouse.upstream.call.Told;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Gives a task that a server of 2026-07-28 begins the id under which the client finds it, and a task that the client
/// asks for the shape that clients get (tasks extension).
final class SealTask implements Step<RunningCall> {
    static final String TASK = "task";

    private static final String WANTED = "make it send taskId, a string of at most " + TaskIds.MOST_OWN + " bytes";

    private final @Nullable TaskIds ids;

    /// @param ids null where they pass as they are
    SealTask(@Nullable TaskIds ids) {
        this.ids = ids;
    }

    @Override
    public boolean take(RunningCall call) {
        ObjectView result = call.came().result();
        TaskIds used = ids;
        if (used == null || result == null) {
            return true;
        }
        return switch (call.request().method()) {
            case Method.TOOLS_CALL -> !call.came().resultType().equals(TASK) || begun(call, used, result);
            case Method.TASKS_GET -> asked(call, result);
            default -> true;
        };
    }

    private static boolean begun(RunningCall call, TaskIds ids, ObjectView task) {
        String own = task.string(TasksExtension.TASK_ID);
        CatalogEntry entry = call.target().entry();
        if (own == null || !TaskIds.usable(own) || entry == null || call.ranTask()) {
            return invalid(call, "it began a task without an id that can be used", WANTED);
        }
        if (!call.peer().revision().modern() || !TasksExtension.in(call.peer().capabilities())) {
            call.runTask(own, task);
            return false;
        }
        String server = call.target().upstream().name();
        String id = ids.seal(
                new TaskReference(Place.SERVER, server, entry.exposed(), own),
                call.toolset().name(),
                call.caller().id().text());
        return id == null ? invalid(call, "the names of its task are too long", WANTED) : shaped(call, task, id);
    }

    private static boolean asked(RunningCall call, ObjectView task) {
        ObjectView params = call.request().params();
        String id = params == null ? null : params.string(TasksExtension.TASK_ID);
        return id == null || shaped(call, task, id);
    }

    private static boolean shaped(RunningCall call, ObjectView task, String id) {
        Map<String, byte @Nullable []> changes = TaskShape.changes(task, id, call.shape());
        if (!changes.isEmpty()) {
            call.came(Response.of(
                    new Splice(call.came().body()).change(task, changes).toBytes()));
        }
        return true;
    }

    private static boolean invalid(RunningCall call, String happened, String remedy) {
        String server = call.target().upstream().name();
        call.failed(CallFailure.of(
                Kind.INVALID_ANSWER,
                server,
                Outcome.SENT_OUTCOME_UNKNOWN,
                new Told("server " + server + ": " + happened, remedy)));
        return false;
    }
}
