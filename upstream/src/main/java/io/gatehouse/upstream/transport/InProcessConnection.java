package io.gatehouse.upstream.transport;

import io.gatehouse.http.Cancellable;
import io.gatehouse.http.Timers;
import io.gatehouse.protocol.Exchange;
import io.gatehouse.protocol.Failure.Outcome;
import io.gatehouse.protocol.Filter;
import io.gatehouse.protocol.Handler;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import io.gatehouse.upstream.call.CallFailure;
import io.gatehouse.upstream.call.CallFailure.Kind;
import io.gatehouse.upstream.call.Deadline;
import io.gatehouse.upstream.call.Outgoing;
import io.gatehouse.upstream.call.Replies;
import io.gatehouse.upstream.call.Sending;
import io.gatehouse.upstream.call.Told;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A server in this program: its handler is called directly.
final class InProcessConnection implements Connection {
    private final String server;
    private final Handler handler;
    private final Facts facts;
    private final Timers timers;

    InProcessConnection(String server, Handler handler, Facts facts, Timers timers) {
        this.server = server;
        this.handler = handler;
        this.facts = facts;
        this.timers = timers;
    }

    @Override
    public Facts facts() {
        return facts;
    }

    @Override
    public TransportKind transport() {
        return TransportKind.IN_PROCESS;
    }

    @Override
    public boolean stateful() {
        return false;
    }

    @Override
    public Sending send(Outgoing outgoing, Replies replies) {
        if (outgoing.request().method().equals(Method.LISTEN)) {
            return new Listening(handler, outgoing, replies);
        }
        DirectCall call = new DirectCall(outgoing, replies);
        call.watch();
        try {
            handler.request(outgoing.request().applied(), call);
        } catch (RuntimeException failure) {
            System.getLogger(InProcessConnection.class.getName())
                    .log(System.Logger.Level.ERROR, "server " + server + " failed", failure);
            call.fail(Kind.BROKEN_OFF, "it failed inside", "see the log of the gateway");
        }
        return call;
    }

    @Override
    public void notify(Notification notification) {
        handler.notification(notification, Outgoing.GATEWAY);
    }

    @Override
    public CompletableFuture<Void> close() {
        return CompletableFuture.completedFuture(null);
    }

    /// One request, seen by the handler.
    private final class DirectCall implements Exchange, Sending {
        private final Outgoing outgoing;
        private final Replies replies;
        private final Deadline deadline;
        private final AtomicBoolean over = new AtomicBoolean();
        private final List<Runnable> whenCancelled = new ArrayList<>();
        private boolean cancelled;
        private volatile @Nullable Cancellable timer;

        DirectCall(Outgoing outgoing, Replies replies) {
            this.outgoing = outgoing;
            this.replies = replies;
            this.deadline = new Deadline(outgoing.timeout(), outgoing.limit());
        }

        void watch() {
            Duration left = deadline.left();
            if (left == null || over.get()) {
                return;
            }
            if (left.isZero()) {
                fail(Kind.TIMED_OUT, deadline.passed(), HttpProblems.slowRemedy(server));
                runCancelled();
                return;
            }
            timer = timers.after(left, this::watch);
            if (over.get()) {
                stopTimer();
            }
        }

        void fail(Kind kind, String happened, String remedy) {
            if (finish()) {
                replies.failed(CallFailure.of(
                        kind,
                        server,
                        Outcome.SENT_OUTCOME_UNKNOWN,
                        new Told("server " + server + ": " + happened, remedy)));
            }
        }

        @Override
        public void cancel(String reason) {
            if (finish()) {
                runCancelled();
            }
        }

        @Override
        public void hold() {
            deadline.hold();
            rewind();
        }

        @Override
        public void release() {
            deadline.release();
            rewind();
        }

        private void rewind() {
            stopTimer();
            watch();
        }

        @Override
        public Peer peer() {
            return outgoing.waitsForTask() ? DeclaredCapabilities.withTasks(outgoing.peer()) : outgoing.peer();
        }

        @Override
        public void respond(Response response) {
            if (finish()) {
                replies.response(response);
            }
        }

        @Override
        public void notify(Notification notification) {
            deadline.progress();
            if (!over.get()) {
                replies.notification(notification);
            }
        }

        @Override
        public void ask(Request request, Consumer<Response> answer) {
            deadline.progress();
            replies.asked(request, answer);
        }

        @Override
        public void onCancelled(Runnable action) {
            synchronized (whenCancelled) {
                if (!cancelled) {
                    whenCancelled.add(action);
                    return;
                }
            }
            action.run();
        }

        @Override
        public Map<String, String> parameterHeaders() {
            return outgoing.parameterHeaders();
        }

        private void runCancelled() {
            List<Runnable> actions;
            synchronized (whenCancelled) {
                cancelled = true;
                actions = List.copyOf(whenCancelled);
            }
            actions.forEach(Runnable::run);
        }

        private boolean finish() {
            if (!over.compareAndSet(false, true)) {
                return false;
            }
            stopTimer();
            return true;
        }

        private void stopTimer() {
            Cancellable planned = timer;
            if (planned != null) {
                planned.cancel();
            }
        }
    }

    /// A subscription of the gateway, in the shape that it has with a modern server elsewhere.
    private static final class Listening implements Sending, Handler.Listener {
        private final Replies replies;
        private final Handler.Listening listening;

        Listening(Handler handler, Outgoing outgoing, Replies replies) {
            this.replies = replies;
            this.listening = handler.listen(
                    ListenFilter.read(outgoing.request().original().params()), outgoing.peer(), this);
        }

        @Override
        public void acknowledged(Filter honoured) {
            replies.notification(ListenFilter.acknowledgement(honoured));
        }

        @Override
        public void notification(Notification notification) {
            replies.notification(notification);
        }

        @Override
        public void ended() {
            replies.response(Response.result("{\"resultType\":\"complete\"}"));
        }

        @Override
        public void cancel(String reason) {
            listening.close();
        }

        @Override
        public void hold() {}

        @Override
        public void release() {}
    }
}
