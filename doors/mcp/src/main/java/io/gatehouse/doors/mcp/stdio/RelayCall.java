package io.gatehouse.doors.mcp.stdio;

import io.gatehouse.doors.mcp.conversation.ModernMeta;
import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.Failure;
import io.gatehouse.protocol.Failure.Category;
import io.gatehouse.protocol.Failure.Outcome;
import io.gatehouse.protocol.HeaderRoomException;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.RequestId;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Slice;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// One message of a relayed client on its way. It is sent again, to the same gateway or the next one, where that cannot
/// do anything twice.
final class RelayCall {
    private static final int MOST_ATTEMPTS = 3;

    /// Requests that have no effect and that a client cannot do without.
    private static final Set<String> HANDSHAKES = Set.of(Method.INITIALIZE, Method.DISCOVER);

    private final StdioRelay relay;
    private final RelayMessage message;
    private final Map<Slice, Request> open = new ConcurrentHashMap<>();
    private final @Nullable RelayListening listening;
    private final CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
    private volatile @Nullable RelayAttempt attempt;
    private volatile boolean cancelled;
    private volatile int attempts;
    private volatile boolean mirrored;
    private long patienceEnds;

    RelayCall(StdioRelay relay, RelayMessage message) {
        this.relay = relay;
        this.message = message;
        Request request = message.alone();
        this.listening = request != null && request.method().equals(Method.LISTEN)
                ? new RelayListening(request.id().compact())
                : null;
        message.requests().forEach(each -> open.put(each.id(), each));
    }

    RelayMessage message() {
        return message;
    }

    List<Slice> ids() {
        return message.requests().stream().map(Request::id).toList();
    }

    /// The requests that have no answer yet.
    Map<Slice, Request> open() {
        return open;
    }

    /// Completes when nothing more comes.
    CompletableFuture<@Nullable Void> done() {
        return done;
    }

    /// The method of a request, or nothing.
    String method() {
        Request request = message.alone();
        return request == null ? "" : request.method();
    }

    /// Whether it is one request of the modern era.
    boolean modern() {
        Request request = message.alone();
        return request != null && ModernMeta.claimed(request.params());
    }

    /// What is known of a subscription, which nobody waits for at the end; null when it is none.
    @Nullable
    RelayListening listening() {
        return listening;
    }

    /// The gateway that has got it; null while it waits for one.
    @Nullable
    RelayedGateway gateway() {
        RelayAttempt current = attempt;
        return current == null ? null : current.gateway();
    }

    /// How long it may still wait for a gateway, counted from the first time that it had to; null for a subscription
    /// that the client knows to be open, which waits as long as it takes. Call it under one lock.
    @Nullable
    Duration patience(Duration most) {
        if (listening != null && listening.acknowledged()) {
            return null;
        }
        long now = System.nanoTime();
        if (patienceEnds == 0) {
            patienceEnds = now + most.toNanos();
        }
        return Duration.ofNanos(Math.max(0, patienceEnds - now));
    }

    /// Sends it, the first time or again.
    void sendTo(RelayedGateway gateway) {
        if (done.isDone()) {
            return;
        }
        attempts++;
        try {
            var fields = message.headers(gateway);
            RelayAttempt next = new RelayAttempt(relay, this, gateway);
            attempt = next;
            next.begin(fields);
            if (cancelled) {
                next.cancel();
            }
        } catch (HeaderRoomException tooLong) {
            String problem =
                    "The gateway was not called: " + tooLong.getMessage() + ". Shorten " + tooLong.member() + ".";
            unanswered(ErrorCode.INVALID_PARAMS, problem, Category.VALIDATION, Outcome.NOT_SENT);
        }
    }

    /// Sends it again, where that cannot do anything twice.
    ///
    /// @param unsent whether the gateway certainly has not taken it
    /// @return false when it cannot be
    boolean again(RelayAttempt failed, boolean unsent) {
        if (message.bound() || cancelled) {
            return false;
        }
        if (listening != null) {
            attempt = null;
            listening.again(
                    failed.gateway().endpoint().timers(), () -> relay.link().send(this));
            return true;
        }
        if (attempts < MOST_ATTEMPTS && (unsent || HANDSHAKES.contains(method()))) {
            attempt = null;
            relay.link().send(this);
            return true;
        }
        return false;
    }

    /// Sends it again after the gateway has missed headers: the definition of the tool may have arguments to mirror
    /// that were not known here.
    ///
    /// @return false when that cannot be the reason
    boolean mirrorsAgain(RelayedGateway gateway) {
        if (mirrored || !method().equals(Method.TOOLS_CALL)) {
            return false;
        }
        mirrored = true;
        Thread.ofVirtual().name("relay headers").start(() -> {
            gateway.headers().refresh();
            sendTo(gateway);
        });
        return true;
    }

    /// Ends it without an answer.
    void cancel() {
        cancelled = true;
        close();
        RelayAttempt current = attempt;
        if (current != null) {
            current.cancel();
        }
    }

    /// No gateway was there in time.
    void unserved(String problem) {
        broken(problem, Outcome.NOT_SENT);
    }

    /// The relay ends.
    void stopped() {
        if (attempt == null) {
            broken("This command was stopped before the request was sent. Send it again.", Outcome.NOT_SENT);
        } else {
            broken(
                    "This command was stopped while the request was running. It may have had its effect: check that"
                            + " before you send it again.",
                    Outcome.SENT_OUTCOME_UNKNOWN);
        }
    }

    /// Answers what is still open with an error.
    void broken(String problem, Outcome outcome) {
        unanswered(ErrorCode.SERVER_UNAVAILABLE, problem, Category.DOWNSTREAM, outcome);
    }

    private void unanswered(int code, String problem, Category category, Outcome outcome) {
        Failure failure = new Failure(category, outcome, null, RequestId.next(), null);
        answer(Response.failure(method(), code, problem, failure));
    }

    /// Answers all that is still open.
    void answer(Response response) {
        open.keySet().forEach(id -> toClient(response.withId(id)));
        close();
    }

    /// A message for the client, as long as it wants any.
    void toClient(byte[] bytes) {
        if (!cancelled) {
            relay.toClient(bytes);
        }
    }

    /// Nothing more comes.
    void close() {
        open.clear();
        ids().forEach(id -> relay.answered(id, this));
        done.complete(null);
    }
}
