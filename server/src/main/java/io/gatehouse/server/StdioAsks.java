package io.gatehouse.server;

import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Slice;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/// What a legacy client was asked and has not answered yet.
final class StdioAsks {
    private final StdioSettings settings;
    private final Consumer<byte[]> send;
    private final AtomicLong counter = new AtomicLong();
    private final Map<Slice, CompletableFuture<Response>> pending = new ConcurrentHashMap<>();

    StdioAsks(StdioSettings settings, Consumer<byte[]> send) {
        this.settings = settings;
        this.send = send;
    }

    /// Asks, and gives what withdraws the question: the client is told, the answer becomes an error.
    Runnable ask(Peer peer, Request question, Consumer<Response> answer) {
        String refusal = ClientCapabilities.refusal(peer, question);
        if (refusal == null && pending.size() >= settings.maxAsks()) {
            refusal = "the client has " + settings.maxAsks() + " unanswered requests already; try again later";
        }
        if (refusal != null) {
            answer.accept(refused(refusal));
            return () -> {};
        }
        Slice id = Slice.of(Json.quoted("gatehouse-" + counter.incrementAndGet()));
        CompletableFuture<Response> response = new CompletableFuture<>();
        pending.put(id, response);
        response.copy()
                .orTimeout(settings.askDeadline().toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(late -> {
                    withdraw(
                            id,
                            "the client did not answer within "
                                    + settings.askDeadline().toSeconds() + " s");
                    return null;
                });
        response.thenAccept(answer);
        send.accept(question.withId(id.bytes()));
        return () -> withdraw(id, "the client's request has ended");
    }

    /// Takes a response that the client sent; one that nobody waits for is dropped.
    void answer(Response response) {
        CompletableFuture<Response> waiting = response.id() == null ? null : pending.remove(response.id());
        if (waiting != null) {
            waiting.complete(response);
        }
    }

    void endAll() {
        for (Slice id : pending.keySet()) {
            withdraw(id, "the client has gone");
        }
    }

    static Response refused(String reason) {
        return Response.error(ErrorCode.INVALID_REQUEST, reason);
    }

    private void withdraw(Slice id, String reason) {
        CompletableFuture<Response> waiting = pending.remove(id);
        if (waiting != null) {
            send.accept(Notification.of(
                            Method.CANCELLED,
                            "{\"requestId\":" + id.text() + ",\"reason\":\"nobody waits for the answer any more\"}")
                    .body()
                    .bytes());
            waiting.complete(Response.error(ErrorCode.INTERNAL, reason));
        }
    }
}
