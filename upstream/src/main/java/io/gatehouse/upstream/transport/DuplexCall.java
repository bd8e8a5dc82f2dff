package io.gatehouse.upstream.transport;

import io.gatehouse.http.Cancellable;
import io.gatehouse.http.Timers;
import io.gatehouse.protocol.Failure.Outcome;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Slice;
import io.gatehouse.upstream.call.CallFailure;
import io.gatehouse.upstream.call.CallFailure.Kind;
import io.gatehouse.upstream.call.Deadline;
import io.gatehouse.upstream.call.Outgoing;
import io.gatehouse.upstream.call.Replies;
import io.gatehouse.upstream.call.Sending;
import io.gatehouse.upstream.call.ServerLog;
import io.gatehouse.upstream.call.Told;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// One request among others on a duplex connection.
final class DuplexCall implements Sending {
    private final DuplexConnection connection;
    private final Outgoing outgoing;
    private final Replies replies;
    private final long number;
    private final Slice id;
    private final Timers timers;
    private final Deadline deadline;
    private final AtomicBoolean over = new AtomicBoolean();
    private volatile @Nullable Cancellable timer;

    DuplexCall(DuplexConnection connection, Outgoing outgoing, Replies replies, long number, Timers timers) {
        this.connection = connection;
        this.outgoing = outgoing;
        this.replies = replies;
        this.number = number;
        this.id = Slice.of(Long.toString(number).getBytes(StandardCharsets.US_ASCII));
        this.timers = timers;
        this.deadline = new Deadline(outgoing.timeout(), outgoing.limit());
    }

    Slice id() {
        return id;
    }

    Outgoing outgoing() {
        return outgoing;
    }

    Replies replies() {
        return replies;
    }

    /// Starts to look at the deadline.
    void watch() {
        Duration left = deadline.left();
        if (left == null || over.get()) {
            return;
        }
        if (left.isZero()) {
            fail(Kind.TIMED_OUT, deadline.passed(), Outcome.SENT_OUTCOME_UNKNOWN);
            connection.notify(Messages.cancelled(id, "timeout"));
            return;
        }
        timer = timers.after(left, this::watch);
        if (over.get()) {
            stopTimer();
        }
    }

    void answered(Response response) {
        if (finish()) {
            replies.response(response);
        }
    }

    void notified(Notification notification) {
        deadline.progress();
        Notification restored =
                Messages.withToken(notification, id, outgoing.request().original());
        if (restored != null && !over.get()) {
            replies.notification(restored);
        }
    }

    void undelivered(CallFailure failure) {
        if (finish()) {
            replies.failed(failure);
        }
    }

    void fail(Kind kind, String happened, Outcome outcome) {
        String server = connection.server();
        String remedy = switch (kind) {
            case TIMED_OUT -> HttpProblems.slowRemedy(server);
            case UNAVAILABLE -> "the gateway is reconnecting";
            default -> ServerLog.remedy(server);
        };
        undelivered(CallFailure.of(kind, server, outcome, new Told("server " + server + ": " + happened, remedy)));
    }

    @Override
    public void cancel(String reason) {
        if (finish()) {
            connection.notify(Messages.cancelled(id, reason));
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

    private boolean finish() {
        if (!over.compareAndSet(false, true)) {
            return false;
        }
        connection.forget(number);
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
