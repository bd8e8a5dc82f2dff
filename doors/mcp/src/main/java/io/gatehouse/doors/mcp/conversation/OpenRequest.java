package io.gatehouse.doors.mcp.conversation;

import io.gatehouse.doors.front.InFlight;
import io.gatehouse.http.memory.BodyMemory;
import io.gatehouse.protocol.ClientCapabilities;
import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.Exchange;
import io.gatehouse.protocol.Handler;
import io.gatehouse.protocol.HeaderParameter;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.Meta;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.MirroredHeaders;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.RequestId;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.RpcError;
import io.gatehouse.protocol.Slice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A request that is being answered. Its state changes on its channel's event loop only.
public final class OpenRequest implements Exchange, InFlight.Task {
    private static final System.Logger LOG = System.getLogger(OpenRequest.class.getName());

    private final ReplyChannel channel;
    private final Request request;
    private final Peer peer;
    private final @Nullable Conversation conversation;
    private final Map<String, String> parameterHeaders;
    private final InFlight work;

    private boolean ended;
    private boolean cancelled;
    private volatile boolean stopped;
    private volatile @Nullable String requestId;
    private @Nullable List<Runnable> cancelActions;
    private @Nullable List<PendingAsk> asks;

    /// It counts as running from now on.
    ///
    /// @param conversation that it belongs to; null when the client says all there is to know in each request
    /// @param parameterHeaders the headers that mirror arguments
    public OpenRequest(
            ReplyChannel channel,
            Request request,
            Peer peer,
            @Nullable Conversation conversation,
            Map<String, String> parameterHeaders,
            InFlight work) {
        this.channel = channel;
        this.request = request;
        this.peer = peer;
        this.conversation = conversation;
        this.parameterHeaders = parameterHeaders;
        this.work = work;
        work.enter(this);
    }

    Request request() {
        return request;
    }

    @Override
    public Peer peer() {
        return peer;
    }

    @Nullable
    Conversation conversation() {
        return conversation;
    }

    /// The session of a legacy client that has one.
    @Nullable
    Session session() {
        return (Session) peer.session();
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

    /// Runs a step of answering; what it throws becomes an error without details.
    void attempt(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException failure) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "answering " + Json.quote(request.method()) + " failed; request " + requestId(),
                    failure);
            respond(OwnAnswers.broken(request, requestId()));
        }
    }

    /// Gives the request to the handler; what it throws becomes an error without details.
    void serve(Handler handler) {
        attempt(() -> handler.request(request, this));
    }

    /// Answers without the handler.
    void refuse(int code, String message) {
        refuse(new RpcError(code, message));
    }

    /// [#refuse(int, String)] with data.
    void refuse(RpcError error) {
        respond(OwnAnswers.to(request, requestId(), error));
    }

    /// Whether it has its answer, or nobody wants it any more.
    public boolean ended() {
        return ended;
    }

    @Override
    public Map<String, String> parameterHeaders() {
        return parameterHeaders;
    }

    @Override
    public @Nullable String headerMismatch(List<HeaderParameter> parameters) {
        return peer.revision().modern() ? MirroredHeaders.mismatch(parameters, request, parameterHeaders) : null;
    }

    @Override
    public void respond(Response response) {
        channel.run(() -> {
            if (!ended) {
                end();
                boolean modern = peer.revision().modern();
                int status = modern ? ModernStatus.of(response) : 200;
                byte[] bytes = ResponseBytes.of(response, request, modern);
                if (bytes.length > BodyMemory.SMALL) {
                    channel.whenNoRoom(ResponseBytes.of(OwnAnswers.dropped(request, requestId()), request, modern));
                }
                channel.answer(status, bytes);
            }
        });
    }

    @Override
    public void retryAfter(Duration wait) {
        channel.run(() -> {
            if (!ended) {
                channel.retryAfter(wait);
            }
        });
    }

    @Override
    public void wantsScopes(List<String> scopes) {
        channel.run(() -> {
            if (!ended) {
                channel.wantsScopes(peer.caller(), scopes);
            }
        });
    }

    @Override
    public void notify(Notification notification) {
        if (unwanted(notification)) {
            return;
        }
        if (notification.method().equals(Method.CANCELLED)) {
            channel.run(() -> withdrawn(notification));
            return;
        }
        channel.run(() -> {
            if (!ended && channel.pushes()) {
                channel.push(notification.body().bytes());
            }
        });
    }

    @Override
    public void ask(Request question, Consumer<Response> answer) {
        String refusal = peer.session() == null
                ? "a client without a session cannot be asked anything in the middle of a request"
                : ClientCapabilities.refusal(peer, question);
        if (refusal != null) {
            answer.accept(Response.error(ErrorCode.INVALID_REQUEST, refusal));
            return;
        }
        channel.run(() -> askNow(question, answer));
    }

    private void askNow(Request question, Consumer<Response> answer) {
        if (ended || conversation == null || !channel.pushes()) {
            answer.accept(Response.error(
                    ErrorCode.INVALID_REQUEST,
                    ended
                            ? "the client's request has ended"
                            : "the client does not accept an event stream, so it cannot be asked"));
            return;
        }
        PendingAsk ask =
                conversation.asks().open(question, answer, withdrawn -> channel.run(() -> withdraw(withdrawn)));
        if (ask == null) {
            return;
        }
        if (asks == null) {
            asks = new ArrayList<>(2);
        }
        asks.removeIf(PendingAsk::over);
        asks.add(ask);
        channel.push(question.withId(ask.id().bytes()));
    }

    /// The server withdraws a question, under its own id.
    private void withdrawn(Notification cancelled) {
        Slice asked = PendingAsks.withdrawn(cancelled);
        List<PendingAsk> mine = asks == null ? List.of() : List.copyOf(asks);
        mine.stream().filter(ask -> asked != null && ask.is(asked)).forEach(ask -> ask.withdraw(PendingAsks.WITHDRAWN));
    }

    /// Sends the client what does not belong to this request: its stream may be the only one.
    ///
    /// @param impossible runs instead when the stream takes nothing
    void carry(byte[] message, Runnable impossible) {
        channel.run(() -> {
            if (ended || !channel.pushes()) {
                impossible.run();
            } else {
                channel.push(message);
            }
        });
    }

    /// Tells the client that nobody waits for its answer any more.
    private void withdraw(PendingAsk ask) {
        if (!ended) {
            channel.push(ask.cancellation());
        }
    }

    @Override
    public void onCancelled(Runnable action) {
        channel.run(() -> {
            if (cancelled) {
                action.run();
            } else if (!ended) {
                if (cancelActions == null) {
                    cancelActions = new ArrayList<>(2);
                }
                cancelActions.add(action);
            }
        });
    }

    /// The client sent `notifications/cancelled`, or ended its session.
    void cancel() {
        channel.run(() -> {
            if (!ended) {
                gone();
                channel.abandon(ResponseBytes.of(
                        Response.error(ErrorCode.INTERNAL, "The client cancelled the request."), request, false));
            }
        });
    }

    @Override
    public boolean stopped() {
        return stopped;
    }

    @Override
    public void stop() {
        channel.run(() -> {
            if (!ended) {
                stopped = true;
                gone();
                boolean modern = peer.revision().modern();
                Response response = OwnAnswers.stopped(request, requestId());
                channel.answer(modern ? ModernStatus.of(response) : 200, ResponseBytes.of(response, request, modern));
            }
        });
    }

    /// The client closed the connection; on the loop.
    public void gone() {
        if (ended) {
            return;
        }
        cancelled = true;
        List<Runnable> actions = cancelActions;
        end();
        if (actions != null) {
            actions.forEach(this::runCancelling);
        }
    }

    private void runCancelling(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException failure) {
            LOG.log(System.Logger.Level.ERROR, "cancelling " + Json.quote(request.method()) + " failed", failure);
        }
    }

    /// What asks and cancel actions do when they are told may come back here, so it has ended before they are.
    private void end() {
        List<PendingAsk> unanswered = asks;
        ended = true;
        asks = null;
        cancelActions = null;
        work.leave(this);
        if (conversation != null) {
            conversation.leave(this);
        }
        if (unanswered != null) {
            for (PendingAsk ask : unanswered) {
                if (ask.end("the client's request has ended") && (!cancelled || channel.outlasts())) {
                    channel.push(ask.cancellation());
                }
            }
        }
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
