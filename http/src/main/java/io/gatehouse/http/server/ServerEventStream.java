package io.gatehouse.http.server;

import io.gatehouse.http.EventStream;
import io.gatehouse.http.loop.Node;
import io.gatehouse.http.memory.BodyMemory;
import io.gatehouse.http.sse.EventEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// An event stream of one exchange, written on its event loop.
final class ServerEventStream extends Node implements EventStream {

    private static final byte[] KEEP_ALIVE = ": keep-alive\n\n".getBytes(StandardCharsets.US_ASCII);

    private final ServerExchange exchange;
    private final StreamCharge charge;
    private long lastWrite;
    private long takenAt;
    private boolean left;
    private volatile long queued;
    private volatile boolean ended;

    ServerEventStream(ServerExchange exchange) {
        this.exchange = exchange;
        charge = new StreamCharge(exchange);
    }

    void open() {
        if (exchange.closed()) {
            return;
        }
        exchange.stream().startEvents();
        lastWrite = System.nanoTime();
        joinEndOf(exchange.server().streams());
        exchange.onClosed(this::gone);
    }

    @Override
    public void send(byte[] data) {
        post(EventEncoder.event("message", null, data));
    }

    @Override
    public void send(@Nullable String event, @Nullable String id, byte[] data) {
        post(EventEncoder.event(event, id, data));
    }

    @Override
    public void retry(long millis) {
        if (millis < 0) {
            throw new IllegalArgumentException("the reconnection time must not be negative");
        }
        post(("retry: " + millis + "\n\n").getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public void comment(String text) {
        EventEncoder.checkOneLine("a comment", text);
        post((": " + text + "\n\n").getBytes(StandardCharsets.UTF_8));
    }

    private void post(byte[] bytes) {
        exchange.server().loop().run(() -> write(bytes));
    }

    private void write(byte[] bytes) {
        if (ended || exchange.closed()) {
            return;
        }
        lastWrite = System.nanoTime();
        if (queued == 0) {
            takenAt = lastWrite;
        }
        long waiting = queued + bytes.length;
        queued = waiting;
        boolean room = charge(waiting);
        exchange.stream().write(bytes, () -> {
            queued = queued - bytes.length;
            takenAt = System.nanoTime();
            charge(queued);
        });
        // A client that does not read must not keep the memory that others need.
        boolean lagging = !room && waiting > bytes.length && bytes.length <= BodyMemory.SMALL;
        if (lagging || queued > exchange.server().settings().limits().maxQueuedBytes()) {
            exchange.abort();
        }
    }

    private boolean charge(long waiting) {
        return charge.hold(exchange.closed() || left ? 0 : waiting);
    }

    private void gone() {
        leave();
        left = true;
        charge(0);
    }

    void keepAlive(long now, long interval) {
        if (now - lastWrite >= interval && queued == 0) {
            write(KEEP_ALIVE);
        }
    }

    /// Cuts off a client of HTTP/2 that takes nothing; the connection itself cannot tell, as it sends nothing either.
    void checkWriteDeadline(long now, long writeNanos) {
        long since = exchange.stream().takenSince(takenAt);
        if (queued > 0 && exchange.connection().http2() && now - since >= writeNanos) {
            exchange.abort();
        }
    }

    @Override
    public void end() {
        exchange.server().loop().run(() -> {
            if (!ended && !exchange.closed()) {
                ended = true;
                leave();
                exchange.end();
            }
        });
    }

    @Override
    public void onClosed(Runnable action) {
        exchange.onClosed(action);
    }

    @Override
    public boolean closed() {
        return ended || exchange.closed();
    }

    @Override
    public long queuedBytes() {
        return queued;
    }
}
