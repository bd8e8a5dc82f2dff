package io.gatehouse.http;

import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.impl.ConnectionBase;

/// A connection with TLS, of HTTP/2 or HTTP/1.1.
final class VertxConnection extends ServerConnection {

    private final HttpConnection connection;
    private final boolean http2;

    VertxConnection(HttpConnection connection) {
        super(((ConnectionBase) connection).channel());
        this.connection = connection;
        http2 = connection.protocolVersion() == HttpVersion.HTTP_2;
    }

    @Override
    boolean http2() {
        return http2;
    }

    @Override
    String address() {
        SocketAddress address = connection.remoteAddress();
        String host = address == null ? null : address.hostAddress();
        return host == null ? "" : host;
    }

    // The engine's own close would first wait for a slow reader.
    @Override
    void cutOff() {
        ((ConnectionBase) connection).channelHandlerContext().close();
    }
}
