package io.gatehouse.upstream;

import io.gatehouse.protocol.EditedRequest;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.RelatedTask;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Splice;
import io.gatehouse.protocol.TasksExtension;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How a tool is called that takes calls as tasks only (2025-11-25, tasks): the call begins a task, and a second
/// request over the same connection waits for its result, and brings the server's questions meanwhile.
final class TaskCalls {
    private static final String TASK = "task";
    /// For whatever time the server keeps its tasks.
    private static final byte[] ANY_TIME = "{}".getBytes(StandardCharsets.US_ASCII);

    private TaskCalls() {}

    /// Whether a server announces that tools take calls as tasks; some do so below `experimental`.
    static boolean taken(ObjectView capabilities) {
        ObjectView experimental = capabilities.object("experimental");
        return announced(capabilities) || experimental != null && announced(experimental);
    }

    private static boolean announced(ObjectView capabilities) {
        ObjectView tasks = capabilities.object("tasks");
        ObjectView requests = tasks == null ? null : tasks.object("requests");
        ObjectView tools = requests == null ? null : requests.object("tools");
        return tools != null && tools.object("call") != null;
    }

    /// A call as it is sent: whether it makes a task is for the gateway to say, whose own tasks clients get.
    static EditedRequest sent(EditedRequest call, boolean asTask) {
        if (asTask) {
            return call.withAlso(Map.of(TASK, ANY_TIME));
        }
        ObjectView params = call.original().params();
        boolean wanted = call.method().equals(Method.TOOLS_CALL) && params != null && params.has(TASK);
        return wanted ? call.withAlso(Collections.singletonMap(TASK, null)) : call;
    }

    /// The id of the task that an answer begins; null when it begins none.
    static @Nullable String begun(Response response) {
        ObjectView result = response.result();
        ObjectView task = result == null || result.has("content") ? null : result.object(TASK);
        return task == null ? null : task.string(TasksExtension.TASK_ID);
    }

    /// The request that is answered with the result of a task once it has ended.
    static Request result(String task) {
        return about(Method.TASKS_RESULT, task);
    }

    /// The request that is answered with the state of a task.
    static Request get(String task) {
        return about(Method.TASKS_GET, task);
    }

    /// The request that ends a task.
    static Request cancel(String task) {
        return about(Method.TASKS_CANCEL, task);
    }

    private static Request about(String method, String task) {
        return Request.of("0", method, "{" + Json.quote(TasksExtension.TASK_ID) + ":" + Json.quote(task) + "}");
    }

    /// The result of a task as the result of its call: without the note which task it is of.
    static Response asOfCall(Response response) {
        ObjectView result = response.result();
        ObjectView meta = result == null ? null : result.object("_meta");
        if (result == null || meta == null || !meta.has(RelatedTask.KEY)) {
            return response;
        }
        Splice splice = new Splice(response.body());
        if (meta.size() == 1) {
            splice.change(result, Collections.singletonMap("_meta", null));
        } else {
            Map<String, byte @Nullable []> change = new HashMap<>();
            change.put(RelatedTask.KEY, null);
            splice.change(meta, change);
        }
        return Response.of(splice.toBytes());
    }
}
