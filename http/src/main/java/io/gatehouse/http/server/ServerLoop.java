package io.gatehouse.http.server;

import io.gatehouse.http.HttpExchange;
import io.gatehouse.http.HttpHandler;
import io.gatehouse.http.ListenLimits;
import io.gatehouse.http.ListenSettings;
import io.gatehouse.http.loop.Loop;
import io.gatehouse.http.loop.LoopTimers;
import io.gatehouse.http.loop.Node;
import io.gatehouse.http.loop.Timeout;
import io.netty.channel.Channel;
import io.netty.handler.ssl.SslContext;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What one event loop does for one listener: it takes the requests of its connections and looks after their
/// deadlines, with one sweep over all of them instead of a timer for each.
final class ServerLoop {

    private static final System.Logger LOG = System.getLogger(ServerLoop.class.getName());
    private static final int ROOM_MADE = 16;
    private static final long SHORTEST_SWEEP_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long LONGEST_SWEEP_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Loop loop;
    private final ListenSettings settings;
    private final HttpHandler handler;
    private final ConnectionCount count;
    private final Floods floods;
    private final QuietConnections quiet = new QuietConnections();
    private final long idleNanos;
    private final long readNanos;
    private final long writeNanos;
    private final long keepAliveNanos;
    private final Node connections = new Node();
    private final Node reading = new Node();
    private final Node answering = new Node();
    private final Node sending = new Node();
    private final Node streams = new Node();
    private @Nullable Timeout sweep;
    private @Nullable Runnable drained;
    private volatile boolean leaving;

    ServerLoop(Loop loop, ListenSettings settings, HttpHandler handler, ConnectionCount count, Floods floods) {
        this.loop = loop;
        this.settings = settings;
        this.handler = handler;
        this.count = count;
        this.floods = floods;
        ListenLimits limits = settings.limits();
        idleNanos = LoopTimers.nanos(limits.idleTimeout());
        readNanos = LoopTimers.nanos(limits.readTimeout());
        writeNanos = LoopTimers.nanos(limits.writeTimeout());
        keepAliveNanos = LoopTimers.nanos(limits.keepAliveInterval());
    }

    void start() {
        long shortest = Math.min(Math.min(idleNanos, writeNanos), Math.min(readNanos, keepAliveNanos));
        long period = Math.clamp(shortest / 4, SHORTEST_SWEEP_NANOS, LONGEST_SWEEP_NANOS);
        loop.run(() -> {
            sweep = new Timeout(loop, this::sweep, period);
            sweep.start(period);
        });
    }

    void stop() {
        loop.run(() -> Timeout.stop(sweep));
    }

    /// Closes the connections without a request and each other one after its answer.
    ///
    /// @param whenDrained runs on the loop when none is left
    void drain(Runnable whenDrained) {
        loop.run(() -> {
            drained = whenDrained;
            forEachConnection(ServerConnection::drain);
            tellDrained();
        });
    }

    /// Closes what is left.
    void cutOff() {
        loop.run(() -> forEachConnection(ServerConnection::cutOff));
    }

    /// Whether connections are to close after their answer.
    boolean draining() {
        return leaving || drained != null;
    }

    /// Whether connections close as soon as they are idle.
    boolean ending() {
        return drained != null;
    }

    /// Lets each connection close after its next answer from now on.
    void leave() {
        leaving = true;
        loop.run(() -> forEachConnection(ServerConnection::announceEnd));
    }

    private void tellDrained() {
        if (drained != null && connections.alone()) {
            drained.run();
        }
    }

    private void forEachConnection(Consumer<ServerConnection> action) {
        for (Node node = connections.next(); node != connections; ) {
            ServerConnection connection = (ServerConnection) node;
            node = node.next();
            action.accept(connection);
        }
    }

    Loop loop() {
        return loop;
    }

    ListenSettings settings() {
        return settings;
    }

    Floods floods() {
        return floods;
    }

    Node reading() {
        return reading;
    }

    /// The exchanges that the handler has and whose answers are not complete.
    Node answering() {
        return answering;
    }

    /// Breaks off the exchanges that the handler has and that fit.
    void abort(Predicate<HttpExchange> which) {
        loop.run(() -> {
            List<ServerExchange> chosen = new ArrayList<>();
            for (Node list : List.of(answering, sending)) {
                for (Node node = list.next(); node != list; node = node.next()) {
                    ServerExchange exchange = (ServerExchange) node;
                    if (which.test(exchange)) {
                        chosen.add(exchange);
                    }
                }
            }
            chosen.forEach(ServerExchange::abort);
        });
    }

    /// The exchanges whose answers are given and were not taken yet.
    Node sending() {
        return sending;
    }

    /// Closes the connection that most answers wait for, if there is one: memory is short, and a client that takes its
    /// answers holds none.
    void cutOffLargest() {
        ServerConnection largest = null;
        for (Node node = sending.next(); node != sending; node = node.next()) {
            ServerConnection connection = ((ServerExchange) node).connection();
            if (!connection.closing() && connection.unsent() > (largest == null ? 0 : largest.unsent())) {
                largest = connection;
            }
        }
        if (largest != null) {
            largest.calm();
        }
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

    /// Whom a request is charged to.
    @Nullable
    String owner(ServerExchange exchange) {
        return handler.owner(exchange);
    }

    /// Whether the handler wants the body of a large request.
    boolean takesBody(ServerExchange exchange) {
        return handler.takesBody(exchange);
    }

    /// Tells the handler that a request was answered with an error.
    void failed(ServerExchange exchange, int status) {
        try {
            handler.failed(exchange, status);
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.ERROR, "the observer of failed requests failed", e);
        }
    }

    /// Lets the handler answer a request whose body is refused.
    void refuseBody(ServerExchange exchange, int status, String reason) {
        try {
            handler.refuseBody(exchange, status, reason);
        } catch (RuntimeException | Error e) {
            exchange.handlerFailed(e);
        }
    }

    /// Takes a connection that was just accepted.
    void accepted(Channel channel, @Nullable SslContext tls) {
        join(
                ProxyGreeting.expected(settings.greetingProxies(), channel)
                        ? ProxyGreeting.begin(this, channel, tls)
                        : open(channel, tls));
    }

    /// Begins with what the client itself sends.
    ServerConnection open(Channel channel, @Nullable SslContext tls) {
        return tls == null
                ? Http1Connection.open(this, channel, Http1Connection.Kind.PLAIN)
                : TlsHandshake.begin(this, channel, tls);
    }

    /// A connection goes on as another kind of connection.
    void becomes(ServerConnection before, ServerConnection after) {
        before.leave();
        before.leaveQuiet();
        if (after.channel().isOpen()) {
            join(after);
        }
    }

    private void join(ServerConnection connection) {
        connection.joinEndOf(connections);
        connection.joins(quiet);
        connection.channel().closeFuture().addListener(closed -> {
            connection.leave();
            connection.leaveQuiet();
            tellDrained();
        });
    }

    /// Closes some connections that nobody uses, so that their descriptors are free for others.
    void makeRoom() {
        loop.run(() -> {
            for (int i = 0; i < ROOM_MADE && (quiet.closeOne() || closeSlow()); i++) {
                count.wasEvicted();
            }
        });
    }

    /// Closes a connection that nobody uses, if all are taken.
    ///
    /// @param evenUsed one on which something was asked before, too, or whose request does not come to its end
    void makeRoomForOne(boolean evenUsed) {
        loop.run(() -> {
            if (count.full() && (evenUsed ? quiet.closeOne() || closeSlow() : quiet.closeUnused())) {
                count.wasEvicted();
            }
        });
    }

    /// Closes the connection whose body has come slowly for the longest time: whoever announces bodies and does not
    /// send them keeps nobody out.
    private boolean closeSlow() {
        long now = System.nanoTime();
        for (Node node = reading.next(); node != reading; node = node.next()) {
            ServerExchange exchange = (ServerExchange) node;
            if (exchange.age(now) < QuietConnections.GRACE_NANOS) {
                return false;
            }
            if (exchange.slow(now)) {
                exchange.connection().drop();
                return true;
            }
        }
        return false;
    }

    private void sweep() {
        long now = System.nanoTime();
        for (Node node = connections.next(); node != connections; ) {
            ServerConnection connection = (ServerConnection) node;
            node = node.next();
            if (connection.idleFor(now) >= (connection.fresh() ? Math.min(readNanos, idleNanos) : idleNanos)) {
                connection.cutOff();
            } else if (connection.stuckFor(now) >= writeNanos) {
                connection.cutOff();
            }
        }
        for (Node node = reading.next(); node != reading; ) {
            ServerExchange exchange = (ServerExchange) node;
            node = node.next();
            exchange.checkReadDeadline(now, readNanos);
        }
        for (Node node = sending.next(); node != sending; ) {
            ServerExchange exchange = (ServerExchange) node;
            node = node.next();
            exchange.checkWriteDeadline(now, writeNanos);
        }
        for (Node node = streams.next(); node != streams; ) {
            ServerEventStream stream = (ServerEventStream) node;
            node = node.next();
            stream.checkWriteDeadline(now, writeNanos);
            stream.keepAlive(now, keepAliveNanos);
        }
    }
}
