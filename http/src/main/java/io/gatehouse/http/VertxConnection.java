package io.gatehouse.http;

import io.vertx.core.http.impl.HttpServerConnection;
import java.util.concurrent.TimeUnit;

/// A connection of HTTP/2.
final class VertxConnection extends ServerConnection {

    /// Whoever stops accepting closes the listener long before.
    private static final long LONGEST_HOURS = 24;

    private final HttpServerConnection connection;
    private final long drainMillis;

    VertxConnection(HttpServerConnection connection, ListenSettings settings) {
        super(connection.channelHandlerContext().channel());
        this.connection = connection;
        drainMillis = settings.drain().toMillis();
    }

    @Override
    boolean http2() {
        return true;
    }

    @Override
    void announceEnd() {
        connection.shutdown(LONGEST_HOURS, TimeUnit.HOURS);
    }

    @Override
    void drain() {
        connection.shutdown(drainMillis, TimeUnit.MILLISECONDS);
    }

    // The engine's own close would first wait for a slow reader.
    @Override
    void cutOff() {
        connection.channelHandlerContext().close();
    }
}
