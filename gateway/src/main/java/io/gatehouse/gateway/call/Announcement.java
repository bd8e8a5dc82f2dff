package io.gatehouse.gateway.call;

import io.gatehouse.gateway.catalog.Toolset;
import io.gatehouse.gateway.record.CallOutcome;
import io.gatehouse.gateway.record.CallRecord.Ending;
import io.gatehouse.gateway.record.CallRecord.Kind;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.RequestId;
import io.gatehouse.protocol.Response;
import io.gatehouse.upstream.Upstream;
import org.jspecify.annotations.Nullable;

/// A notification from a client, for all servers of the toolset.
final class Announcement extends ToolsetPassage {
    private final Notification notification;
    private final Peer client;

    Announcement(CallPipeline pipeline, Notification notification, Peer client, Toolset toolset) {
        super(pipeline, Kind.NOTIFICATION, toolset, RequestId.next());
        this.notification = notification;
        this.client = client;
    }

    /// Hands it to the servers.
    boolean deliver() {
        for (Upstream upstream : toolset().view().members()) {
            upstream.notify(notification, client);
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
    int requestBytes() {
        return notification.body().length();
    }

    @Override
    @Nullable
    ObjectView meta() {
        return notification.params() == null ? null : notification.params().object("_meta");
    }
}
