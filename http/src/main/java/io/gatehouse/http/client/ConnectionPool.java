package io.gatehouse.http.client;

import io.gatehouse.http.ClientSettings;
import io.gatehouse.http.HttpFailure;
import io.gatehouse.http.Origin;
import io.gatehouse.http.loop.Loop;
import io.gatehouse.http.loop.LoopTimers;
import io.gatehouse.http.loop.Timeout;
import io.netty.util.concurrent.Future;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The connections to one origin on one event loop, and the calls that wait for one.
final class ConnectionPool {
    /// Connections that were not used for long enough are looked for no more often.
    private static final long SHORTEST_REAP_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Loop loop;
    private final Origin origin;
    private final ClientSettings settings;
    private final Connector connector;
    private final boolean absoluteForm;
    private final @Nullable String proxyCredentials;
    private final long idleNanos;
    private long reapNanos;
    private final List<PooledConnection> open = new ArrayList<>();
    private final Deque<PooledConnection> free = new ArrayDeque<>();
    private final Deque<PooledCall> waiting = new ArrayDeque<>();
    private final Timeout reaper;
    private boolean oneAtATime;
    private int connecting;
    private boolean closed;

    ConnectionPool(Loop loop, Origin origin, ClientSettings settings, Connector connector) {
        this.loop = loop;
        this.origin = origin;
        this.settings = settings;
        this.connector = connector;
        absoluteForm = connector.absoluteForm(origin);
        proxyCredentials = absoluteForm ? ProxyCredentials.of(connector.proxy(origin)) : null;
        idleNanos = LoopTimers.nanos(settings.idleTimeout());
        reapNanos = idleNanos;
        reaper = new Timeout(loop, this::closeIdle, 0);
        oneAtATime = !origin.secure() || !settings.http2();
    }

    Origin origin() {
        return origin;
    }

    boolean absoluteForm() {
        return absoluteForm;
    }

    @Nullable
    String proxyCredentials() {
        return proxyCredentials;
    }

    void acquire(PooledCall call) {
        PooledConnection connection = freeConnection();
        if (connection != null) {
            connection.start(call);
            return;
        }
        waiting.addLast(call);
        call.waits();
        connectIfNeeded();
    }

    /// Forgets a call that need not wait any more.
    void abandon(PooledCall call) {
        waiting.remove(call);
    }

    private @Nullable PooledConnection freeConnection() {
        long now = System.nanoTime();
        for (PooledConnection connection = free.peekLast(); connection != null; connection = free.peekLast()) {
            if (connection.usable(now, idleNanos)) {
                return connection;
            }
            free.removeLast();
            connection.cutOff();
        }
        return null;
    }

    /// Makes a connection free or not; a free one can take at least one more call.
    void setFree(PooledConnection connection, boolean isFree) {
        if (!isFree) {
            if (free.peekLast() == connection) {
                free.removeLast();
            } else {
                free.remove(connection);
            }
            return;
        }
        free.addLast(connection);
        serveWaiting();
        if (reaper.alone()) {
            reaper.start(reapNanos);
        }
    }

    /// The server keeps a connection for no longer than this while it is not used.
    void kept(long nanos) {
        long soon = Math.max(nanos, SHORTEST_REAP_NANOS);
        if (soon < reapNanos) {
            reapNanos = soon;
            if (!reaper.alone()) {
                Timeout.stop(reaper);
                reaper.start(reapNanos);
            }
        }
    }

    void gone(PooledConnection connection) {
        open.remove(connection);
        free.remove(connection);
        connectIfNeeded();
    }

    private void serveWaiting() {
        while (!waiting.isEmpty()) {
            PooledConnection connection = freeConnection();
            if (connection == null) {
                return;
            }
            connection.start(waiting.removeFirst());
        }
    }

    // Whether the server speaks HTTP/2 is known after the first connection: until then one is enough.
    private void connectIfNeeded() {
        while (!closed
                && connecting < (oneAtATime ? waiting.size() : Math.min(1, waiting.size()))
                && open.size() + connecting < settings.maxConnections()) {
            connecting++;
            connector.connect(this, loop).addListener((Future<PooledConnection> done) -> {
                if (done.isSuccess()) {
                    connected(done.getNow());
                } else {
                    connectFailed(done.cause());
                }
            });
        }
    }

    private void connected(PooledConnection connection) {
        connecting--;
        if (closed) {
            connection.cutOff();
            return;
        }
        oneAtATime = !connection.multiplexed();
        open.add(connection);
        setFree(connection, true);
        connectIfNeeded();
    }

    private void connectFailed(Throwable failure) {
        connecting--;
        PooledCall call = waiting.pollFirst();
        if (call != null) {
            call.connectFailed(failure);
        }
        connectIfNeeded();
    }

    private void closeIdle() {
        long now = System.nanoTime();
        for (PooledConnection connection : List.copyOf(free)) {
            if (!connection.usable(now, idleNanos)) {
                free.remove(connection);
                connection.cutOff();
            }
        }
        if (!free.isEmpty()) {
            reaper.start(reapNanos);
        }
    }

    void close() {
        closed = true;
        Timeout.stop(reaper);
        List.copyOf(open).forEach(PooledConnection::cutOff);
        for (PooledCall call = waiting.pollFirst(); call != null; call = waiting.pollFirst()) {
            call.refuse(HttpFailure.Kind.CLOSED, "the client was closed", null);
        }
    }
}
