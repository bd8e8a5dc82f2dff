package io.gatehouse.gateway.call;

import io.gatehouse.gateway.tasks.TaskIds;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Slice;
import io.gatehouse.protocol.TasksExtension;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a client gets of a server's task: under the id that it knows, and with a result that has the same shape as
/// if it had answered the call (tasks extension, `DetailedTask`).
final class TaskShape {
    private static final String TTL = "ttlMs";
    private static final String POLL = "pollIntervalMs";

    private TaskShape() {}

    /// The members that are changed, JSON by key.
    ///
    /// @param id as the client knows it
    /// @param shape that of results
    static Map<String, byte @Nullable []> changes(ObjectView task, String id, ResultShape shape) {
        Map<String, byte @Nullable []> changes = new HashMap<>();
        if (!id.equals(task.string(TasksExtension.TASK_ID))) {
            changes.put(TasksExtension.TASK_ID, Json.quoted(id));
        }
        if (task.has(POLL)) {
            Long poll = task.integer(POLL);
            if (poll == null || poll <= 0) {
                // Clients would take it for "again, at once".
                changes.put(POLL, null);
            }
        }
        if (task.has(TTL)) {
            Long ttl = task.integer(TTL);
            long most = TaskIds.LIFETIME.toMillis();
            if (ttl == null || ttl > most) {
                changes.put(TTL, Long.toString(most).getBytes(StandardCharsets.US_ASCII));
            }
        }
        ObjectView result = task.object("result");
        if (result != null) {
            Response came = Response.result(result.whole().bytes());
            ObjectView shaped = shape.of(came, Method.TOOLS_CALL).result();
            put(changes, "result", result, shaped);
        }
        ObjectView error = task.object("error");
        if (error != null) {
            ObjectView shaped =
                    shape.of(error(error.whole()), Method.TOOLS_CALL).error();
            put(changes, "error", error, shaped);
        }
        return changes;
    }

    /// The error of a task that failed, as an answer.
    ///
    /// @param error an object
    static Response error(Slice error) {
        return Response.of(
                ("{\"jsonrpc\":\"2.0\",\"id\":0,\"error\":" + error.text() + "}").getBytes(StandardCharsets.UTF_8));
    }

    private static void put(
            Map<String, byte @Nullable []> changes, String key, ObjectView before, @Nullable ObjectView after) {
        if (after != null && !after.whole().equals(before.whole())) {
            changes.put(key, after.whole().bytes());
        }
    }
}
