package io.gatehouse.http;

import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.impl.ConnectionBase;
import org.jspecify.annotations.Nullable;

/// An open connection of a client. Belongs to its event loop.
final class ServerConnection extends Node {

    private final HttpConnection connection;
    private final boolean http2;
    private @Nullable String remoteAddress;
    private int inProgress;
    private boolean fresh = true;
    private long idleSince = System.nanoTime();

    ServerConnection(HttpConnection connection) {
        this.connection = connection;
        http2 = connection.protocolVersion() == HttpVersion.HTTP_2;
    }

    boolean http2() {
        return http2;
    }

    /// Whether no request has come yet.
    boolean fresh() {
        return fresh;
    }

    void requestBegins() {
        fresh = false;
        inProgress++;
    }

    void requestEnds() {
        inProgress--;
        if (inProgress == 0) {
            idleSince = System.nanoTime();
        }
    }

    /// Nanoseconds without a request in progress.
    long idleFor(long now) {
        return inProgress > 0 ? 0 : now - idleSince;
    }

    String remoteAddress() {
        String known = remoteAddress;
        if (known == null) {
            SocketAddress address = connection.remoteAddress();
            String host = address == null ? null : address.hostAddress();
            known = host == null ? "" : host;
            remoteAddress = known;
        }
        return known;
    }

    /// Closes at once and drops what is unsent. The engine's own close would first wait for a slow reader.
    void cutOff() {
        ((ConnectionBase) connection).channelHandlerContext().close();
    }
}
