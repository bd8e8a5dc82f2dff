package io.gatehouse.server;

import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.Exchange;
import io.gatehouse.protocol.Meta;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.RequestId;
import io.gatehouse.protocol.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A request that came over stdio and is being answered.
final class StdioExchange implements Exchange {
    private static final System.Logger LOG = System.getLogger(StdioExchange.class.getName());

    private final StdioConnection connection;
    private final Request request;
    private final Peer peer;
    private final StdioReplies replies;
    private final List<Runnable> cancelActions = new ArrayList<>();
    private final List<Runnable> questions = new ArrayList<>();
    private volatile @Nullable String requestId;
    private boolean ended;
    private boolean cancelled;

    StdioExchange(StdioConnection connection, Request request, Peer peer, StdioReplies replies) {
        this.connection = connection;
        this.request = request;
        this.peer = peer;
        this.replies = replies;
    }

    Request request() {
        return request;
    }

    /// Runs a step of answering; what it throws becomes an error without details.
    void attempt(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException failure) {
            LOG.log(System.Logger.Level.ERROR, "answering " + request.method() + " failed", failure);
            respond(Response.error(ErrorCode.INTERNAL, "the server failed on this request; its log says why"));
        }
    }

    /// Given when it is first asked for.
    @Override
    public String requestId() {
        String id = requestId;
        if (id == null) {
            id = RequestId.next();
            requestId = id;
        }
        return id;
    }

    @Override
    public Peer peer() {
        return peer;
    }

    @Override
    public void respond(Response response) {
        List<Runnable> open = finish(false);
        if (open != null) {
            open.forEach(Runnable::run);
            replies.reply(ResponseBytes.of(response, request, peer.revision().modern()));
            connection.leave(this);
        }
    }

    @Override
    public void notify(Notification notification) {
        synchronized (this) {
            if (ended || unwanted(notification)) {
                return;
            }
            connection.send(notification.body().bytes());
        }
    }

    @Override
    public void ask(Request question, Consumer<Response> answer) {
        synchronized (this) {
            if (!ended) {
                questions.add(connection.asks().ask(peer, question, answer));
                return;
            }
        }
        answer.accept(StdioAsks.refused("the client's request has ended"));
    }

    @Override
    public void onCancelled(Runnable action) {
        synchronized (this) {
            if (!cancelled) {
                if (!ended) {
                    cancelActions.add(action);
                }
                return;
            }
        }
        action.run();
    }

    /// Ends the request with an answer that says that the gateway stops.
    void stop() {
        List<Runnable> actions = finish(true);
        if (actions != null) {
            actions.forEach(this::attemptCancelling);
            replies.reply(ResponseBytes.of(
                    StoppedAnswer.to(request, requestId()),
                    request,
                    peer.revision().modern()));
            connection.leave(this);
        }
    }

    /// Ends the request without a response.
    void cancel() {
        List<Runnable> actions = finish(true);
        if (actions == null) {
            return;
        }
        actions.forEach(this::attemptCancelling);
        replies.none();
        connection.leave(this);
    }

    private void attemptCancelling(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException failure) {
            LOG.log(System.Logger.Level.ERROR, "cancelling " + request.method() + " failed", failure);
        }
    }

    /// What has to run at the end, or null when that was before.
    private synchronized @Nullable List<Runnable> finish(boolean byClient) {
        if (ended) {
            return null;
        }
        ended = true;
        cancelled = byClient;
        List<Runnable> actions = new ArrayList<>(questions);
        if (byClient) {
            actions.addAll(cancelActions);
        }
        return actions;
    }

    /// 2026-07-28, logging: nothing is logged to a client that did not ask for it in this very request.
    private boolean unwanted(Notification notification) {
        if (!peer.revision().modern() || !notification.method().equals(Method.MESSAGE)) {
            return false;
        }
        ObjectView meta = request.meta();
        return meta == null || !meta.has(Meta.LOG_LEVEL);
    }
}
