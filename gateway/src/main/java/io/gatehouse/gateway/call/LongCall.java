package io.gatehouse.gateway.call;

import io.gatehouse.gateway.bridge.ParkedCall;
import io.gatehouse.gateway.catalog.CatalogEntry;
import io.gatehouse.gateway.tasks.KeptTask;
import io.gatehouse.gateway.tasks.KeptTasks;
import io.gatehouse.gateway.tasks.TaskIds;
import io.gatehouse.gateway.tasks.TaskReference;
import io.gatehouse.gateway.tasks.TaskReference.Place;
import io.gatehouse.http.Cancellable;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.TasksExtension;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Makes a task of a call that takes long, for a client that knows tasks, where the server does not (tasks extension:
/// the one that answers alone decides).
final class LongCall {
    private final RunningCall call;
    private final ParkedCall parked;
    private final TaskIds ids;
    private final KeptTasks kept;
    private final CatalogEntry entry;

    private LongCall(RunningCall call, ParkedCall parked, TaskIds ids, CatalogEntry entry) {
        this.call = call;
        this.parked = parked;
        this.ids = ids;
        this.kept = call.pipeline().keptTasks();
        this.entry = entry;
    }

    /// Whether a call becomes a task when it takes long.
    static boolean may(RunningCall call) {
        return call.request().method().equals(Method.TOOLS_CALL)
                && call.target().entry() != null
                && call.peer().revision().modern()
                && call.legacyServer()
                && call.pipeline().taskIds() != null
                && !after(call).isZero()
                && TasksExtension.in(call.peer().capabilities());
    }

    private static Duration after(RunningCall call) {
        return call.target().upstream().settings().tasksAfter();
    }

    /// Makes a task of it later, unless it has ended before.
    ///
    /// @param parked where the call is between its requests
    static @Nullable Cancellable watch(RunningCall call, ParkedCall parked) {
        CatalogEntry entry = call.target().entry();
        TaskIds ids = call.pipeline().taskIds();
        if (entry == null || ids == null || !may(call)) {
            return null;
        }
        return call.pipeline().timers().after(after(call), new LongCall(call, parked, ids, entry)::becomeTask);
    }

    private void becomeTask() {
        KeptTask task = kept.begin(call, parked, call::told, call.limit());
        if (task == null) {
            return;
        }
        String id = ids.seal(
                new TaskReference(Place.GATEWAY, entry.upstream().name(), entry.exposed(), task.id()),
                call.toolset().name(),
                call.caller().id().text());
        if (id == null || !parked.handOver(call, task)) {
            kept.forget(task);
            return;
        }
        call.becomes(Response.result(task.begun(id)), parked);
    }
}
