package io.gatehouse.scripted;

import io.gatehouse.http.EventStream;
import io.gatehouse.http.HttpExchange;
import io.gatehouse.scripted.script.Behaviour;
import io.gatehouse.scripted.script.Json;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/// Sends an answer as its turn wants it sent: late, slowly, in part, or not at all. Runs on a
/// virtual thread, for it waits.
final class Delivery {
    private static final Duration SENT_POLL = Duration.ofMillis(2);
    private static final int SENT_POLLS = 1_000;

    private final HttpExchange exchange;
    private final Behaviour behaviour;
    private final String requestId;

    Delivery(HttpExchange exchange, Behaviour behaviour, String requestId) {
        this.exchange = exchange;
        this.behaviour = behaviour;
        this.requestId = requestId;
    }

    /// Waits as long as the turn is late.
    ///
    /// @throws RejectedException if the turn is an error
    void begin() {
        pause(behaviour.delay());
        if (behaviour.error() != null && behaviour.errorAfter() == 0) {
            throw new RejectedException(behaviour.error());
        }
    }

    void deliver(Answer answer, UsageJson usage, boolean streamed) {
        if (streamed) {
            stream(MessageEvents.of(answer, usage, behaviour.pieces()));
        } else if (behaviour.dropAfter() >= 0) {
            exchange.abort();
        } else if (behaviour.stallAfter() < 0) {
            if (behaviour.error() != null) {
                throw new RejectedException(behaviour.error());
            }
            Replies.json(exchange, answer.message(usage.whole(answer.output())));
        }
    }

    private void stream(List<MessageEvent> events) {
        EventStream stream = exchange.events();
        for (int sent = 0; !stream.closed(); sent++) {
            if (sent == behaviour.dropAfter()) {
                awaitSent(stream);
                exchange.abort();
                return;
            }
            if (sent == behaviour.stallAfter()) {
                return;
            }
            if (behaviour.error() != null && sent == behaviour.errorAfter()) {
                stream.send("error", null, Json.bytes(Replies.errorBody(behaviour.error(), requestId)));
                stream.end();
                return;
            }
            if (sent == events.size()) {
                stream.end();
                return;
            }
            if (sent > 0) {
                pause(behaviour.pace());
            }
            MessageEvent event = events.get(sent);
            stream.send(event.type(), null, event.bytes());
        }
    }

    /// What was sent before a cut arrives.
    private void awaitSent(EventStream stream) {
        CountDownLatch written = new CountDownLatch(1);
        exchange.onLoop(written::countDown);
        try {
            written.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        for (int poll = 0; poll < SENT_POLLS && stream.queuedBytes() > 0 && !stream.closed(); poll++) {
            pause(SENT_POLL);
        }
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
