package io.gatehouse.doors.mcp.sse;

import io.gatehouse.doors.mcp.conversation.ClientConnection;
import io.gatehouse.http.EventStream;
import io.gatehouse.http.HttpExchange;
import io.gatehouse.protocol.Caller;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/// One client of HTTP+SSE: everything that goes to it, goes over its one stream (2024-11-05, transports).
final class SseConnection {
    private final HttpExchange http;
    private final EventStream events;
    private final ClientConnection connection;
    private final Caller caller;
    private final String toolset;
    private final Runnable closed;

    /// @param connection made with the loop of the stream, and with what takes the messages to the client
    /// @param closed told once when the connection is over
    SseConnection(
            HttpExchange http,
            BiFunction<Executor, Consumer<byte[]>, ClientConnection> connection,
            Caller caller,
            String toolset,
            Runnable closed) {
        this.http = http;
        this.events = http.events();
        this.connection = connection.apply(http::onLoop, events::send);
        this.caller = caller;
        this.toolset = toolset;
        this.closed = closed;
    }

    /// Tells the client where to send its messages.
    void open(String address) {
        events.send("endpoint", null, address.getBytes(StandardCharsets.UTF_8));
        http.onClosed(this::close);
    }

    boolean belongsTo(Caller someone, String somewhere) {
        return caller.id().equals(someone.id())
                && caller.boundSession().equals(someone.boundSession())
                && toolset.equals(somewhere);
    }

    ClientConnection connection() {
        return connection;
    }

    /// Ends the stream and all that runs on it.
    void close() {
        http.onLoop(() -> {
            if (connection.end()) {
                events.end();
                closed.run();
            }
        });
    }

    /// Takes messages that the client POSTed.
    void take(Consumer<ClientConnection> messages) {
        connection.conversation().touch();
        http.onLoop(() -> messages.accept(connection));
    }
}
