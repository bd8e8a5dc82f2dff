package io.gatehouse.doors.mcp.conversation;

import io.gatehouse.http.Cancellable;
import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Slice;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A request to the client that waits for its answer. Ends exactly once.
final class PendingAsk {
    private final PendingAsks owner;
    private final Slice id;
    private final Slice asked;
    private final Consumer<Response> answer;
    private final Consumer<PendingAsk> withdrawn;
    private final AtomicBoolean over = new AtomicBoolean();
    private volatile @Nullable Cancellable deadline;

    /// @param asked the id of the question as whoever asks knows it
    PendingAsk(PendingAsks owner, Slice id, Slice asked, Consumer<Response> answer, Consumer<PendingAsk> withdrawn) {
        this.owner = owner;
        this.id = id;
        this.asked = asked;
        this.answer = answer;
        this.withdrawn = withdrawn;
    }

    /// The id under which it is sent, JSON.
    Slice id() {
        return id;
    }

    /// Whether it is the question with this id of whoever asks.
    boolean is(Slice theirs) {
        return asked.equals(theirs);
    }

    boolean over() {
        return over.get();
    }

    void deadline(Cancellable timer) {
        deadline = timer;
        if (over.get()) {
            timer.cancel();
        }
    }

    /// Gives the answer on; false when it was over before.
    boolean end(Response response) {
        if (!over.compareAndSet(false, true)) {
            return false;
        }
        owner.forget(this);
        Cancellable timer = deadline;
        if (timer != null) {
            timer.cancel();
        }
        Conversation.attempt(() -> answer.accept(response));
        return true;
    }

    /// Ends it without the client's answer; false when it was over before.
    boolean end(String reason) {
        return end(Response.error(ErrorCode.INTERNAL, reason));
    }

    /// Ends it without the client's answer and tells the client so, unless it was over before.
    void withdraw(Response instead) {
        if (end(instead)) {
            withdrawn.accept(this);
        }
    }

    /// What tells the client that nobody waits any more.
    byte[] cancellation() {
        return Notification.of(
                        Method.CANCELLED,
                        "{\"requestId\":" + id.text() + ",\"reason\":\"nobody waits for the answer any more\"}")
                .body()
                .bytes();
    }
}
