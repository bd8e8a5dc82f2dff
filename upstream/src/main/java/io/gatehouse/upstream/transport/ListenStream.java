package io.gatehouse.upstream.transport;

import io.gatehouse.http.Cancellable;
import io.gatehouse.http.Timers;
import io.gatehouse.protocol.Backoff;
import io.gatehouse.protocol.Failure.Outcome;
import io.gatehouse.protocol.Filter;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import io.gatehouse.upstream.call.CallFailure;
import io.gatehouse.upstream.call.Outgoing;
import io.gatehouse.upstream.call.Replies;
import io.gatehouse.upstream.call.Sending;
import io.gatehouse.upstream.settings.RetryBounds;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A running `subscriptions/listen` towards a modern server, opened again whenever it ends (2026-07-28,
/// subscriptions).
public final class ListenStream {
    private final Connection connection;
    private final ConnectionEvents events;
    private final Timers timers;
    private final Filter filter;
    private final Backoff backoff;
    private final CompletableFuture<Filter> acknowledged = new CompletableFuture<>();
    private @Nullable Sending sending;
    private @Nullable Cancellable waiting;
    private boolean closed;

    /// @param retries the waits before it is opened again
    /// @param filter what the server is asked to tell
    public ListenStream(
            Connection connection, ConnectionEvents events, Timers timers, RetryBounds retries, Filter filter) {
        this.backoff = retries.backoff();
        this.connection = connection;
        this.events = events;
        this.timers = timers;
        this.filter = filter;
    }

    /// What the server honours; nothing when it refuses. What the server did not say before the stream ended is what
    /// was asked for: whoever takes its place asks again.
    public CompletableFuture<Filter> acknowledged() {
        return acknowledged;
    }

    /// Asks the server to tell changes, and asks again whenever the stream ends.
    public void open() {
        synchronized (this) {
            if (closed) {
                return;
            }
        }
        Attempt attempt = new Attempt();
        Sending started = connection.send(Outgoing.own(ListenFilter.request(filter), null), attempt);
        boolean late;
        synchronized (this) {
            late = closed;
            sending = started;
        }
        if (late) {
            started.cancel("closed");
        }
    }

    /// Ends the stream, because another has taken its place.
    ///
    /// @param honoured what the server told that one
    public void replaced(Filter honoured) {
        acknowledged.complete(honoured);
        close();
    }

    /// Ends the stream for good.
    public void close() {
        Sending running;
        synchronized (this) {
            closed = true;
            running = sending;
            if (waiting != null) {
                waiting.cancel();
            }
        }
        if (running != null) {
            running.cancel("closed");
        }
        acknowledged.complete(filter);
    }

    private void nothing() {
        acknowledged.complete(Filter.NOTHING);
    }

    private synchronized void again() {
        if (!closed) {
            waiting = timers.after(backoff.next(), this::open);
        }
    }

    /// One opening of the stream.
    private final class Attempt implements Replies {
        @Override
        public void notification(Notification notification) {
            if (notification.method().equals(Method.ACKNOWLEDGED)) {
                Filter honoured = ListenFilter.read(notification.params());
                if (!acknowledged.complete(honoured)) {
                    backoff.reset();
                    events.outdated();
                    events.mayHaveChanged(honoured.uris());
                }
                return;
            }
            events.notification(Messages.withoutSubscription(notification), List.of());
        }

        /// A result is a graceful end; an error says that it does not listen.
        @Override
        public void response(Response response) {
            if (response.failed()) {
                nothing();
            } else {
                again();
            }
        }

        @Override
        public void asked(Request request, Consumer<Response> answer) {
            answer.accept(ServerRequests.refusal(request));
        }

        @Override
        public void failed(CallFailure failure) {
            boolean refused = failure.kind().refusal() && failure.nextTry() == null;
            if (refused && failure.outcome() == Outcome.NOT_SENT) {
                nothing();
            } else {
                again();
            }
        }
    }
}
