package io.gatehouse.http.client;

/// A connection to an upstream server in its pool. Over HTTP/1.1 it carries one call at a time, over HTTP/2 many.
/// Belongs to its event loop.
abstract class PooledConnection {

    private final ConnectionPool pool;
    private long concurrency;
    private int calls;
    private boolean free = true;
    private boolean gone;
    private long idleSince = System.nanoTime();
    private long keptNanos = Long.MAX_VALUE;

    PooledConnection(ConnectionPool pool, long concurrency) {
        this.pool = pool;
        this.concurrency = concurrency;
    }

    abstract boolean multiplexed();

    /// Whether the connection itself can take a call.
    abstract boolean open();

    /// Sends the request of a call.
    abstract void send(PooledCall call);

    /// Closes at once and drops what is unsent.
    abstract void cutOff();

    final ConnectionPool pool() {
        return pool;
    }

    final boolean usable(long now, long idleNanos) {
        return !gone && open() && (calls > 0 || now - idleSince < Math.min(idleNanos, keptNanos));
    }

    /// The server keeps the connection for so long while it is not used.
    final void kept(long nanos) {
        keptNanos = nanos;
        pool.kept(nanos);
    }

    final void start(PooledCall call) {
        calls++;
        update();
        send(call);
    }

    /// A call is over and its stream closed.
    final void release() {
        calls--;
        if (calls == 0) {
            idleSince = System.nanoTime();
        }
        update();
    }

    final void concurrency(long changed) {
        concurrency = changed;
        update();
    }

    /// The connection takes no more calls.
    final void leave() {
        if (!gone) {
            gone = true;
            free = false;
            pool.gone(this);
        }
    }

    private void update() {
        boolean now = !gone && calls < concurrency;
        if (now != free) {
            free = now;
            pool.setFree(this, now);
        }
    }
}
