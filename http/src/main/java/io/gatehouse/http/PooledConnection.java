package io.gatehouse.http;

import io.vertx.core.Future;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.HttpClientConnection;
import io.vertx.core.http.impl.HttpClientStream;

/// A connection to an upstream server. Over HTTP/1.1 it carries one call at a time, over HTTP/2 many.
final class PooledConnection {

    private final ConnectionPool pool;
    private final Loop loop;
    private final HttpClientConnection connection;
    private final boolean multiplexed;
    private long concurrency;
    private int calls;
    private boolean free;
    private boolean gone;
    private long idleSince = System.nanoTime();

    PooledConnection(ConnectionPool pool, Loop loop, HttpClientConnection connection) {
        this.pool = pool;
        this.loop = loop;
        this.connection = connection;
        multiplexed = connection.protocolVersion() == HttpVersion.HTTP_2;
        concurrency = multiplexed ? Math.max(1, connection.concurrency()) : 1;
        free = true;
        DrainedChannels.watch(connection.channelHandlerContext().channel());
        connection.evictionHandler(evicted -> leave());
        connection.closeHandler(closed -> leave());
        connection.exceptionHandler(failure -> {}); // each call hears of it by itself
        connection.invalidMessageHandler(io.netty.util.ReferenceCountUtil::release);
        connection.concurrencyChangeHandler(changed -> {
            concurrency = changed;
            update();
        });
    }

    boolean multiplexed() {
        return multiplexed;
    }

    boolean usable(long now, long idleNanos) {
        // Over HTTP/1.1 the engine heeds the Keep-Alive header; over HTTP/2 it calls an unused connection invalid.
        return !gone && (multiplexed || connection.isValid()) && (calls > 0 || now - idleSince < idleNanos);
    }

    void start(Call call) {
        calls++;
        update();
        Future<HttpClientStream> stream = connection.createStream(loop.context);
        if (stream.succeeded()) {
            call.write(this, stream.result());
        } else {
            stream.onComplete(created -> call.write(this, created), failure -> {
                release();
                call.connectFailed(failure);
            });
        }
    }

    /// A call is over and its stream closed.
    void release() {
        calls--;
        if (calls == 0) {
            idleSince = System.nanoTime();
        }
        update();
    }

    /// Ends a call early: its stream over HTTP/2, else the connection.
    void abort(HttpClientStream stream) {
        if (multiplexed) {
            stream.writeReset(0x8);
        } else {
            cutOff();
        }
    }

    /// Closes at once and drops what is unsent. The engine's own close would first wait for a slow reader.
    void cutOff() {
        leave();
        connection.channelHandlerContext().close();
    }

    HttpClientConnection engine() {
        return connection;
    }

    private void update() {
        boolean now = !gone && calls < concurrency;
        if (now != free) {
            free = now;
            pool.setFree(this, now);
        }
    }

    private void leave() {
        if (!gone) {
            gone = true;
            free = false;
            pool.gone(this);
        }
    }
}
