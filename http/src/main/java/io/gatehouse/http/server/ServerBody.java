package io.gatehouse.http.server;

import io.gatehouse.http.OutgoingBody;
import java.util.concurrent.atomic.AtomicLong;

/// An outgoing body of one exchange, written on its event loop.
final class ServerBody implements OutgoingBody {

    /// Above this the body is not writable; at half of it, it is again.
    private static final long MUCH = 128 << 10;

    private static final Runnable NOTHING = () -> {};

    private final ServerExchange exchange;
    private final StreamCharge charge;
    private final AtomicLong queued = new AtomicLong();
    private volatile Runnable drained = NOTHING;
    private volatile boolean full;
    private boolean ended;
    private boolean gone;
    private long waiting;

    ServerBody(ServerExchange exchange) {
        this.exchange = exchange;
        charge = new StreamCharge(exchange);
    }

    void open(int status, String contentType) {
        if (!exchange.closed()) {
            exchange.stream().startBody(status, contentType);
            exchange.onClosed(() -> {
                gone = true;
                charge.hold(0);
            });
        }
    }

    @Override
    public void write(byte[] bytes) {
        if (bytes.length == 0) {
            return;
        }
        if (queued.addAndGet(bytes.length) > MUCH) {
            full = true;
        }
        exchange.server().loop().run(() -> send(bytes));
    }

    private void send(byte[] bytes) {
        if (ended || exchange.closed()) {
            queued.addAndGet(-bytes.length);
            return;
        }
        waiting += bytes.length;
        boolean room = charge.hold(waiting);
        exchange.stream().write(bytes, () -> written(bytes.length));
        // A client that does not read must not keep the memory that others need.
        boolean lagging = !room && waiting > bytes.length;
        if (lagging || queued.get() > exchange.server().settings().limits().maxQueuedBytes()) {
            exchange.abort();
        }
    }

    private void written(int length) {
        waiting -= length;
        if (!gone) {
            charge.hold(waiting);
        }
        if (queued.addAndGet(-length) <= MUCH / 2 && full) {
            full = false;
            if (!ended && !exchange.closed()) {
                drained.run();
            }
        }
    }

    @Override
    public void end() {
        exchange.server().loop().run(() -> {
            if (!ended && !exchange.closed()) {
                ended = true;
                exchange.end();
            }
        });
    }

    @Override
    public void abort() {
        exchange.server().loop().run(() -> {
            if (!ended) {
                exchange.abort();
            }
        });
    }

    @Override
    public boolean writable() {
        return !full;
    }

    @Override
    public long queuedBytes() {
        return queued.get();
    }

    @Override
    public void onDrained(Runnable action) {
        drained = action;
    }

    @Override
    public void onClosed(Runnable action) {
        exchange.onClosed(action);
    }
}
