package io.gatehouse.gateway.call;

import io.gatehouse.gateway.catalog.Toolset;
import io.gatehouse.gateway.record.CallOutcome;
import io.gatehouse.gateway.record.CallRecord.Ending;
import io.gatehouse.gateway.record.CallRecord.Kind;
import io.gatehouse.gateway.tasks.ExperimentalTask;
import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.Exchange;
import io.gatehouse.protocol.Failure;
import io.gatehouse.protocol.Failure.Category;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.RequestId;
import io.gatehouse.protocol.Response;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A request of a client of 2025-11-25 for a page of the list of its tasks (experimental tasks, `tasks/list`). Callers
/// without a key, who are not told apart, get those of their session.
final class TaskListing extends ToolsetPassage {
    private static final int PAGE = 100;

    private final Request request;
    private final Exchange client;

    TaskListing(CallPipeline pipeline, Request request, Exchange client, Toolset toolset) {
        super(pipeline, Kind.LIST, toolset, RequestId.of(client));
        this.request = request;
        this.client = client;
    }

    /// Ends with the page that is asked for.
    boolean page() {
        if (!toolset().view().capabilities().tasks(client.peer().revision())) {
            return refuse(ErrorCode.METHOD_NOT_FOUND, "There is no method " + method() + " here.");
        }
        List<ExperimentalTask> all =
                pipeline().keptTasks().experimental().stream().filter(this::own).toList();
        ObjectView params = request.params();
        int from = 0;
        if (params != null && params.has("cursor")) {
            String cursor = params.string("cursor");
            from = 1 + all.stream().map(ExperimentalTask::id).toList().indexOf(cursor);
            if (from == 0) {
                return refuse(
                        ErrorCode.INVALID_PARAMS, "\"params.cursor\" is not valid. Start again without a cursor.");
            }
        }
        int to = Math.min(from + PAGE, all.size());
        String tasks = all.subList(from, to).stream()
                .map(task -> "{" + task.facts() + "}")
                .collect(Collectors.joining(",", "{\"tasks\":[", "]"));
        String next = to < all.size()
                ? ",\"nextCursor\":" + Json.quote(all.get(to - 1).id())
                : "";
        finish(Response.result(tasks + next + "}"), Ending.answered(CallOutcome.OK));
        return false;
    }

    private boolean own(ExperimentalTask task) {
        Peer beginner = task.peer();
        return !task.known().isEmpty()
                && task.binding().toolset().equals(toolset().name())
                && beginner.caller().id().equals(caller().id())
                && (!caller().account().isEmpty() || sessionId(beginner).equals(sessionId(client())));
    }

    private static String sessionId(Peer peer) {
        Peer.Session session = peer.session();
        return session == null ? "" : session.id();
    }

    private boolean refuse(int code, String why) {
        Failure failure = Failure.notSent(Category.VALIDATION, requestId());
        finish(Response.error(code, why, failure), Ending.refused(Category.VALIDATION, why));
        return false;
    }

    @Override
    void tellScopes(List<String> scopes) {
        client.wantsScopes(scopes);
    }

    @Override
    void answer(Response answer) {
        client.respond(answer);
    }

    @Override
    Peer client() {
        return client.peer();
    }

    @Override
    public String method() {
        return request.method();
    }

    @Override
    int requestBytes() {
        return request.body().length();
    }

    @Override
    @Nullable
    ObjectView meta() {
        return request.meta();
    }
}
