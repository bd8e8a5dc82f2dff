package io.gatehouse.gateway.call;

import io.gatehouse.gateway.catalog.Toolset;
import io.gatehouse.gateway.record.CallOutcome;
import io.gatehouse.gateway.record.CallRecord.Ending;
import io.gatehouse.gateway.record.CallRecord.Kind;
import io.gatehouse.gateway.record.CallRecord.Subject;
import io.gatehouse.protocol.Handler;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.RequestId;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Splice;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a server tells of a task, on its way to the client that listens. It may hold the result of a call, so it is
/// decided, shaped and recorded like one.
final class TaskNews extends ToolsetPassage {
    private final Notification notification;
    private final Resolved target;
    private final String id;
    private final Peer client;
    private final Handler.Listener listener;

    /// @param target the server and the tool of the task
    /// @param id of the task as the client knows it
    TaskNews(
            CallPipeline pipeline,
            Toolset toolset,
            Notification notification,
            Resolved target,
            String id,
            Peer client,
            Handler.Listener listener) {
        super(pipeline, Kind.NOTIFICATION, toolset, RequestId.next());
        this.notification = notification;
        this.target = target;
        this.id = id;
        this.client = client;
        this.listener = listener;
    }

    /// Tells the client.
    boolean deliver() {
        ObjectView task = notification.params();
        if (task != null) {
            ResultShape shape = new ResultShape(toolset(), target, client, false);
            Map<String, byte @Nullable []> changes = TaskShape.changes(task, id, shape);
            listener.notification(Notification.of(
                    new Splice(notification.body()).change(task, changes).toBytes()));
        }
        finish(null, Ending.answered(CallOutcome.OK));
        return false;
    }

    @Override
    void answer(Response nobodyWaits) {}

    @Override
    Peer client() {
        return client;
    }

    @Override
    public String method() {
        return notification.method();
    }

    @Override
    public @Nullable String name() {
        return target.name();
    }

    @Override
    Subject subject() {
        return target.subject(method());
    }

    @Override
    int requestBytes() {
        return notification.body().length();
    }

    @Override
    @Nullable
    ObjectView meta() {
        return null;
    }
}
