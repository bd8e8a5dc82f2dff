package io.gatehouse.server;

import io.gatehouse.http.Timers;
import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.Json;
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
    private final EndpointSettings settings;
    private final Timers timers;
    private final String prefix;
    private final AtomicLong counter = new AtomicLong();
    private final Map<Slice, PendingAsk> pending = new ConcurrentHashMap<>();

    /// @param prefix of ids, so that a late answer meets no later ask of the same session
    PendingAsks(EndpointSettings settings, Timers timers, String prefix) {
        this.settings = settings;
        this.timers = timers;
        this.prefix = prefix;
    }

    /// Opens an ask with its deadline, or answers with an error and gives null when there are too many.
    ///
    /// @param late told when the deadline has passed
    @Nullable
    PendingAsk open(Consumer<Response> answer, Consumer<PendingAsk> late) {
        if (pending.size() >= settings.maxAsks()) {
            answer.accept(Response.error(
                    ErrorCode.LIMIT_REACHED,
                    "the client has " + settings.maxAsks() + " unanswered requests already; try again later"));
            return null;
        }
        Slice id = Slice.of(Json.quoted(prefix + "-" + counter.incrementAndGet()));
        PendingAsk ask = new PendingAsk(this, id, answer);
        pending.put(id, ask);
        ask.deadline(timers.after(settings.askDeadline(), () -> {
            if (ask.end(
                    "the client did not answer within " + settings.askDeadline().toSeconds() + " s")) {
                late.accept(ask);
            }
        }));
        return ask;
    }

    /// Takes a response that the client sent; false when nobody waits for it.
    boolean answer(Response response) {
        PendingAsk ask = response.id() == null ? null : pending.get(response.id());
        return ask != null && ask.end(response);
    }

    void forget(PendingAsk ask) {
        pending.remove(ask.id(), ask);
    }

    /// Ends all of them.
    void endAll(String reason) {
        List.copyOf(pending.values()).forEach(ask -> ask.end(reason));
    }
}
