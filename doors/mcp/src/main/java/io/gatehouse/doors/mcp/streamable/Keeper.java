package io.gatehouse.doors.mcp.streamable;

import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.MalformedJsonException;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Slice;
import io.gatehouse.protocol.TasksExtension;
import io.gatehouse.seal.ReplicaId;
import org.jspecify.annotations.Nullable;

/// Which replica keeps what a request is about: the call that waits for its answers, or the call that became a task. A
/// client can write any name, so it says only whom to ask.
final class Keeper {
    private static final String STATE = "requestState";

    private Keeper() {}

    /// The one that a request names; null when any replica can answer it.
    static @Nullable ReplicaId of(Request request) {
        ObjectView params = request.params();
        if (params == null) {
            return null;
        }
        if (aboutTask(request)) {
            return named(params, TasksExtension.TASK_ID);
        }
        return request.method().equals(Method.LISTEN) ? ofTasks(params.object("notifications")) : named(params, STATE);
    }

    /// Whether a request is about a task, and nothing else.
    static boolean aboutTask(Request request) {
        return switch (request.method()) {
            case Method.TASKS_GET, Method.TASKS_UPDATE, Method.TASKS_CANCEL, Method.TASKS_RESULT -> true;
            default -> false;
        };
    }

    private static @Nullable ReplicaId named(ObjectView params, String member) {
        String text = params.has(member) ? params.string(member) : null;
        return text == null ? null : ReplicaId.of(text);
    }

    /// The keeper of the first task that has one; it does not hear of those that others keep.
    private static @Nullable ReplicaId ofTasks(@Nullable ObjectView wanted) {
        Slice ids = wanted == null ? null : wanted.get("taskIds");
        if (ids == null) {
            return null;
        }
        try {
            for (Slice id : Json.elements(ids)) {
                ReplicaId keeper = id.first() == '"' ? ReplicaId.of(Json.unquote(id)) : null;
                if (keeper != null) {
                    return keeper;
                }
            }
        } catch (MalformedJsonException noArray) {
            // Whoever answers it says so.
        }
        return null;
    }
}
