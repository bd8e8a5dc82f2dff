package io.gatehouse.gateway.call;

import io.gatehouse.gateway.bridge.ParkedCall;
import io.gatehouse.gateway.catalog.CatalogEntry;
import io.gatehouse.gateway.policy.Step;
import io.gatehouse.gateway.tasks.ExperimentalTask;
import io.gatehouse.gateway.tasks.KeptTasks;
import io.gatehouse.gateway.tasks.TaskIds;
import io.gatehouse.gateway.tasks.TaskReference;
import io.gatehouse.gateway.tasks.TaskReference.Place;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Response;
import java.time.Duration;
import java.util.Collections;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Makes a task of a call whose client of 2025-11-25 wants one: the client's request ends with it, and the call goes on
/// to its server, whatever that speaks.
final class BeginTask implements Step<RunningCall> {
    private static final String FULL = "The gateway has no room for a further task now. Call the tool without"
            + " params.task, or try again when other tasks have been forgotten.";
    private static final String IMPOSSIBLE = "This call cannot become a task. Call the tool without params.task.";

    @Override
    public boolean take(RunningCall call) {
        if (!WantedTask.in(call)) {
            return true;
        }
        KeptTasks kept = call.pipeline().keptTasks();
        ParkedCall parked = call.pipeline().parked().beginTask(call);
        ExperimentalTask task = kept.beginExperimental(call, parked, call::told, call.limit(), wantedTime(call));
        if (task == null) {
            Refusals.noRoom(call, FULL);
            return false;
        }
        String id = sealed(call, task);
        if (id == null || !parked.handOver(call, task)) {
            kept.forget(task);
            Refusals.noRoom(call, IMPOSSIBLE);
            return false;
        }
        task.knownAs(id);
        call.rounds().becomesTask(parked);
        call.edited(call.outgoing().withAlso(Collections.singletonMap(SealTask.TASK, null)));
        AskingRound first = new AskingRound(call);
        first.decision(call.decision());
        first.finishHere(Response.result("{\"task\":{" + task.facts() + "}}"), RunningCall.TASK);
        return true;
    }

    private static @Nullable Duration wantedTime(RunningCall call) {
        ObjectView wanted = WantedTask.of(call);
        Long ttl = wanted == null ? null : wanted.integer("ttl");
        return ttl == null ? null : Duration.ofMillis(ttl);
    }

    private static @Nullable String sealed(RunningCall call, ExperimentalTask task) {
        CatalogEntry entry = Objects.requireNonNull(call.target().entry());
        TaskIds ids = Objects.requireNonNull(call.pipeline().taskIds());
        return ids.seal(
                new TaskReference(Place.GATEWAY, entry.upstream().name(), entry.exposed(), task.id()),
                call.toolset().name(),
                call.caller().id().text());
    }
}
