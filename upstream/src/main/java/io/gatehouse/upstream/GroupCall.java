package io.gatehouse.upstream;

import io.gatehouse.protocol.EditedRequest;
import io.gatehouse.protocol.Failure.Outcome;
import io.gatehouse.protocol.HeaderParameter;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.TasksExtension;
import io.gatehouse.upstream.call.CallFailure;
import io.gatehouse.upstream.call.CallOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A request to a server that has several addresses. What one of them did not get goes to the next; what one got, or
/// may have got, goes to no other.
final class GroupCall implements UpstreamExchange {
    private static final String TASK = "task";

    private final GroupRoutes routes;
    private final EditedRequest request;
    private final UpstreamExchange exchange;
    private final CallOptions options;
    private final List<UpstreamServer> order;
    private final AtomicInteger tried = new AtomicInteger();
    private volatile boolean cancelled;

    GroupCall(GroupRoutes routes, EditedRequest request, UpstreamExchange exchange, CallOptions options) {
        this.routes = routes;
        this.request = request;
        this.exchange = exchange;
        this.options = options;
        this.order = routes.of(request, exchange.peer());
    }

    void start() {
        exchange.onCancelled(() -> cancelled = true);
        order.getFirst().request(request, this, options);
    }

    @Override
    public void failed(CallFailure failure) {
        if (cancelled || failure.outcome() != Outcome.NOT_SENT || !elsewhere(failure)) {
            exchange.failed(failure);
            return;
        }
        int next = tried.incrementAndGet();
        if (next < order.size()) {
            order.get(next).request(request, this, options);
        } else {
            exchange.failed(failure);
        }
    }

    /// Whether it may go well at another address.
    private static boolean elsewhere(CallFailure failure) {
        return switch (failure.kind()) {
            case UNAVAILABLE, GIVEN_UP, LIMIT, RATE_LIMITED -> true;
            case TIMED_OUT,
                    BROKEN_OFF,
                    REFUSED,
                    DENIED,
                    FORGOTTEN,
                    UNFIT,
                    TOO_LARGE,
                    DROPPED,
                    INVALID_ANSWER,
                    ASKED,
                    CANCELLED -> false;
        };
    }

    @Override
    public void respond(Response response) {
        if (response.resultType().equals(TASK) && response.result() != null) {
            String task = response.result().string(TasksExtension.TASK_ID);
            if (task != null) {
                routes.began(exchange.peer().caller(), task, order.get(Math.min(tried.get(), order.size() - 1)));
            }
        }
        exchange.respond(response);
    }

    @Override
    public Peer peer() {
        return exchange.peer();
    }

    @Override
    public void notify(Notification notification) {
        exchange.notify(notification);
    }

    @Override
    public void ask(Request asked, Consumer<Response> answer) {
        exchange.ask(asked, answer);
    }

    @Override
    public void onCancelled(Runnable action) {
        exchange.onCancelled(action);
    }

    @Override
    public boolean takesQuestions() {
        return exchange.takesQuestions();
    }

    @Override
    public boolean stopped() {
        return exchange.stopped();
    }

    @Override
    public Map<String, String> parameterHeaders() {
        return exchange.parameterHeaders();
    }

    @Override
    public @Nullable String requestId() {
        return exchange.requestId();
    }

    @Override
    public boolean reachesPerson() {
        return exchange.reachesPerson();
    }

    @Override
    public void retryAfter(Duration wait) {
        exchange.retryAfter(wait);
    }

    @Override
    public void wantsScopes(List<String> scopes) {
        exchange.wantsScopes(scopes);
    }

    @Override
    public @Nullable String headerMismatch(List<HeaderParameter> parameters) {
        return exchange.headerMismatch(parameters);
    }
}
