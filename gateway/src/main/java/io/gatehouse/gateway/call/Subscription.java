package io.gatehouse.gateway.call;

import io.gatehouse.gateway.catalog.Toolset;
import io.gatehouse.gateway.record.CallOutcome;
import io.gatehouse.gateway.record.CallRecord.Ending;
import io.gatehouse.gateway.record.CallRecord.Kind;
import io.gatehouse.protocol.Filter;
import io.gatehouse.protocol.Handler;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.RequestId;
import io.gatehouse.protocol.Response;
import org.jspecify.annotations.Nullable;

/// A client's wish to hear of changes: of lists, and of single resources. Its record is made when it begins.
final class Subscription extends ToolsetPassage implements Handler.Listening {
    private final Filter filter;
    private final Peer client;
    private final Handler.Listener listener;
    private Handler.@Nullable Listening running;
    private boolean closed;

    Subscription(CallPipeline pipeline, Filter filter, Peer client, Toolset toolset, Handler.Listener listener) {
        super(pipeline, Kind.SUBSCRIPTION, toolset, RequestId.next());
        this.filter = filter;
        this.client = client;
        this.listener = new AcknowledgedFirst(listener);
    }

    /// Begins to tell of changes.
    boolean begin() {
        Handler.Listening started = ToolsetListening.start(
                toolset(),
                client.caller(),
                filter,
                new TaskListening(pipeline(), toolset(), client, listener),
                listener);
        boolean late;
        synchronized (this) {
            late = closed;
            running = started;
        }
        if (late) {
            started.close();
        }
        finish(null, Ending.answered(CallOutcome.OK));
        return false;
    }

    @Override
    public void close() {
        Handler.Listening started;
        synchronized (this) {
            closed = true;
            started = running;
        }
        if (started != null) {
            started.close();
        }
    }

    /// A subscription is acknowledged, and answered only when it may not begin: then it hears of nothing.
    @Override
    void answer(Response refusal) {
        listener.acknowledged(Filter.NOTHING);
    }

    @Override
    Peer client() {
        return client;
    }

    @Override
    public String method() {
        return Method.LISTEN;
    }

    @Override
    int requestBytes() {
        return 0;
    }

    @Override
    @Nullable
    ObjectView meta() {
        return null;
    }
}
