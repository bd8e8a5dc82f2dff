package io.gatehouse.doors.mcp.conversation;

import io.gatehouse.http.Timers;
import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Slice;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What one client was asked and has not answered yet. An answer counts only when it comes in the session that was
/// asked.
final class PendingAsks {
    /// Unanswered questions to one client.
    private static final int MAX_ASKS = 64;

    /// What becomes of a question that whoever asked it withdraws.
    static final Response WITHDRAWN = Response.error(ErrorCode.INTERNAL, "the question was withdrawn");

    private final ConversationSettings settings;
    private final Timers timers;
    private final String prefix;
    private final AtomicLong counter = new AtomicLong();
    private final Map<Slice, PendingAsk> pending = new ConcurrentHashMap<>();
    private volatile @Nullable String closed;

    /// @param prefix of ids, so that a late answer meets no later ask of the same session
    PendingAsks(ConversationSettings settings, Timers timers, String prefix) {
        this.settings = settings;
        this.timers = timers;
        this.prefix = prefix;
    }

    /// Opens an ask with its deadline. Where the client has too many, or can answer none any more, gives an error to
    /// `answer` and returns null.
    ///
    /// @param question as whoever asks sent it
    /// @param withdrawn told when nobody waits for the answer any more though the ask's request still runs
    @Nullable
    PendingAsk open(Request question, Consumer<Response> answer, Consumer<PendingAsk> withdrawn) {
        if (pending.size() >= MAX_ASKS) {
            answer.accept(Response.error(
                    ErrorCode.LIMIT_REACHED,
                    "the client has " + MAX_ASKS + " unanswered requests already; try again later"));
            return null;
        }
        Slice id = Slice.of(Json.quoted(prefix + "-" + counter.incrementAndGet()));
        PendingAsk ask = new PendingAsk(this, id, question.id(), answer, withdrawn);
        pending.put(id, ask);
        String gone = closed;
        if (gone != null) {
            ask.end(Response.error(ErrorCode.INVALID_REQUEST, gone));
            return null;
        }
        ask.deadline(timers.after(
                settings.askDeadline(),
                () -> ask.withdraw(Response.error(
                        ErrorCode.NOT_ANSWERED,
                        "the client did not answer within "
                                + settings.askDeadline().toSeconds() + " s"))));
        return ask;
    }

    /// Takes a response that the client sent; one that nobody waits for is dropped.
    void answer(Response response) {
        PendingAsk ask = response.id() == null ? null : pending.get(response.id());
        if (ask != null) {
            ask.end(response);
        }
    }

    /// Whoever asked withdraws a question that belongs to no request. Servers count for themselves: where two have
    /// asked
    /// under the same id, nobody can tell whose it is, and it stays.
    void withdraw(Notification cancelled) {
        Slice asked = withdrawn(cancelled);
        List<PendingAsk> meant = pending.values().stream()
                .filter(ask -> asked != null && ask.is(asked))
                .toList();
        if (meant.size() == 1) {
            meant.getFirst().withdraw(WITHDRAWN);
        }
    }

    /// The id of the question that a notification withdraws.
    static @Nullable Slice withdrawn(Notification cancelled) {
        ObjectView params = cancelled.params();
        return params == null ? null : params.get("requestId");
    }

    void forget(PendingAsk ask) {
        pending.remove(ask.id(), ask);
    }

    /// The client can answer nothing any more: what is open and what comes is answered with an error.
    void close(String reason) {
        closed = reason;
        List.copyOf(pending.values()).forEach(ask -> ask.withdraw(Response.error(ErrorCode.INTERNAL, reason)));
    }

    /// Ends all of them.
    void endAll(String reason) {
        List.copyOf(pending.values()).forEach(ask -> ask.end(reason));
    }
}
