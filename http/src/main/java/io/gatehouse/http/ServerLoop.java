package io.gatehouse.http;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// What one event loop does for one listener: it takes the requests of its connections and looks after their deadlines,
/// with
/// one sweep over all of them instead of a timer for each.
final class ServerLoop {

    private static final AttributeKey<ServerConnection> CONNECTION = AttributeKey.valueOf("gatehouse.connection");
    private static final long SHORTEST_SWEEP_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long LONGEST_SWEEP_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Loop loop;
    private final ListenSettings settings;
    private final HttpHandler handler;
    private final AtomicInteger connectionCount;
    private final long idleNanos;
    private final long readNanos;
    private final long keepAliveNanos;
    private final Node connections = new Node();
    private final Node reading = new Node();
    private final Node streams = new Node();
    private @Nullable Timeout sweep;

    ServerLoop(Loop loop, ListenSettings settings, HttpHandler handler, AtomicInteger connectionCount) {
        this.loop = loop;
        this.settings = settings;
        this.handler = handler;
        this.connectionCount = connectionCount;
        idleNanos = EngineTimers.nanos(settings.idleTimeout());
        readNanos = EngineTimers.nanos(settings.readTimeout());
        keepAliveNanos = EngineTimers.nanos(settings.keepAliveInterval());
    }

    HttpServer server(Vertx vertx, HttpServerOptions options) {
        return vertx.createHttpServer(options)
                .connectionHandler(this::connected)
                .requestHandler(this::request)
                .invalidRequestHandler(this::invalid)
                .exceptionHandler(failure -> {});
    }

    void start() {
        long shortest = Math.min(idleNanos, Math.min(readNanos, keepAliveNanos));
        long period = Math.clamp(shortest / 4, SHORTEST_SWEEP_NANOS, LONGEST_SWEEP_NANOS);
        loop.run(() -> {
            sweep = new Timeout(loop, this::sweep, period);
            sweep.start(period);
        });
    }

    void stop() {
        loop.run(() -> Timeout.stop(sweep));
    }

    Loop loop() {
        return loop;
    }

    ListenSettings settings() {
        return settings;
    }

    Node reading() {
        return reading;
    }

    Node streams() {
        return streams;
    }

    /// Gives a request whose body is there to the handler.
    void dispatch(ServerExchange exchange) {
        try {
            handler.handle(exchange);
        } catch (RuntimeException | Error e) {
            exchange.handlerFailed(e);
        }
    }

    private void connected(HttpConnection engineConnection) {
        ServerConnection connection = new ServerConnection(engineConnection);
        if (connectionCount.incrementAndGet() > settings.maxConnections()) {
            connectionCount.decrementAndGet();
            connection.cutOff();
            return;
        }
        Channel channel = ((ConnectionBase) engineConnection).channel();
        channel.attr(CONNECTION).set(connection);
        DrainedChannels.watch(channel);
        connection.joinEndOf(connections);
        engineConnection.closeHandler(closed -> {
            connection.leave();
            connectionCount.decrementAndGet();
        });
    }

    private void request(HttpServerRequest request) {
        ServerConnection connection = connection(request);
        if (connection != null) {
            new ServerExchange(this, connection, request).read();
        }
    }

    private void invalid(HttpServerRequest request) {
        ServerConnection connection = connection(request);
        if (connection != null) {
            InvalidRequests.answer(request, connection);
        }
    }

    private static @Nullable ServerConnection connection(HttpServerRequest request) {
        return ((ConnectionBase) request.connection())
                .channel()
                .attr(CONNECTION)
                .get();
    }

    private void sweep() {
        long now = System.nanoTime();
        for (Node node = connections.next; node != connections; ) {
            ServerConnection connection = (ServerConnection) node;
            node = node.next;
            if (connection.idleFor(now) >= (connection.fresh() ? Math.min(readNanos, idleNanos) : idleNanos)) {
                connection.cutOff();
            }
        }
        for (Node node = reading.next; node != reading; ) {
            ServerExchange exchange = (ServerExchange) node;
            node = node.next;
            exchange.checkReadDeadline(now, readNanos);
        }
        for (Node node = streams.next; node != streams; ) {
            ServerEventStream stream = (ServerEventStream) node;
            node = node.next;
            stream.keepAlive(now, keepAliveNanos);
        }
    }

    /// A small JSON body that says what is wrong.
    static byte[] errorBody(String message) {
        return ("{\"error\":\"" + message + "\"}").getBytes(StandardCharsets.UTF_8);
    }
}
