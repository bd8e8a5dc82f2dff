package io.gatehouse.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.internal.VertxInternal;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A port on some hosts. For each host every event loop runs a server; the engine shares the port among them.
final class EngineListener implements Listener {

    private static final System.Logger LOG = System.getLogger(EngineListener.class.getName());
    private static final int BIND_SECONDS = 30;
    private static final int EXTRA_MILLIS = 200;
    private static final int PORT_ATTEMPTS = 20;
    /// Whoever stops accepting closes the listener long before.
    private static final int LONGEST_STOP_HOURS = 24;
    private static final AtomicInteger FREE_PORTS = new AtomicInteger();

    private final Vertx vertx;
    private final ListenSettings settings;
    private final int maxConnections;
    private final List<ServerLoop> serverLoops = new ArrayList<>();
    private final List<HttpServer> servers = new ArrayList<>();
    private final List<Channel> channels = new ArrayList<>();
    private final List<InetSocketAddress> addresses = new ArrayList<>();
    private final AtomicBoolean accepting = new AtomicBoolean(true);
    private final AtomicBoolean closed = new AtomicBoolean();

    private EngineListener(Vertx vertx, Loops loops, ListenSettings settings, HttpHandler handler) {
        this.vertx = vertx;
        this.settings = settings;
        maxConnections = (int) Math.min(
                settings.maxConnections(), Descriptors.forConnections(Descriptors.limit(), Descriptors.open()));
        ConnectionCount connections = new ConnectionCount(maxConnections);
        for (Loop loop : loops.all()) {
            serverLoops.add(new ServerLoop(loop, settings, handler, connections));
        }
    }

    static Listener open(Vertx vertx, Loops loops, ListenSettings settings, HttpHandler handler)
            throws ListenException {
        // A port that was free on the first host may be taken on the next one: then another is tried.
        for (int attempt = 1; ; attempt++) {
            EngineListener listener = new EngineListener(vertx, loops, settings, handler);
            try {
                listener.bind();
                return listener;
            } catch (ListenException e) {
                listener.shutdown(Duration.ZERO);
                boolean another = settings.port() == 0 && ListenFailures.inUse(e) && attempt < PORT_ATTEMPTS;
                if (!another) {
                    throw e;
                }
            }
        }
    }

    private void bind() throws ListenException {
        HttpServerOptions options = ServerOptions.of(settings);
        int port = settings.port();
        @Nullable ListenException missing = null;
        for (String host : settings.hosts()) {
            try {
                port = bind(options, host, port);
                addresses.add(new InetSocketAddress(host, port));
            } catch (ListenException e) {
                if (!host.contains(":") || !ListenFailures.noSuchAddress(e)) {
                    throw e;
                }
                missing = e;
            }
        }
        if (addresses.isEmpty() && missing != null) {
            throw missing;
        }
        serverLoops.forEach(ServerLoop::start);
    }

    private int bind(HttpServerOptions options, String host, int firstPort) throws ListenException {
        if (settings.tls() == null) {
            ChannelFuture bound = Http1Server.bind(
                    (VertxInternal) vertx, serverLoops, settings, new InetSocketAddress(host, firstPort));
            channels.add(bound.channel());
            if (!bound.awaitUninterruptibly(BIND_SECONDS, TimeUnit.SECONDS)) {
                throw ListenFailures.explain(host, firstPort, settings, new TimeoutException());
            }
            if (!bound.isSuccess()) {
                throw ListenFailures.explain(host, firstPort, settings, bound.cause());
            }
            return ((InetSocketAddress) bound.channel().localAddress()).getPort();
        }
        // The servers of the loops share a free port if they ask for it by the same negative number.
        int wanted = firstPort == 0 ? -FREE_PORTS.incrementAndGet() : firstPort;
        int port = firstPort;
        for (ServerLoop serverLoop : serverLoops) {
            HttpServer server = serverLoop.server(vertx, options);
            Promise<HttpServer> bound = Promise.promise();
            serverLoop
                    .loop()
                    .context
                    .runOnContext(start -> server.listen(wanted, host).onComplete(bound));
            port = await(bound.future(), host, firstPort).actualPort();
            servers.add(server);
        }
        return port;
    }

    private HttpServer await(Future<HttpServer> bound, String host, int port) throws ListenException {
        try {
            return bound.toCompletionStage().toCompletableFuture().get(BIND_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw ListenFailures.explain(host, port, settings, e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            throw ListenFailures.explain(host, port, settings, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ListenFailures.explain(host, port, settings, e);
        }
    }

    @Override
    public List<InetSocketAddress> addresses() {
        return List.copyOf(addresses);
    }

    @Override
    public int maxConnections() {
        return maxConnections;
    }

    @Override
    public int port() {
        return addresses.getFirst().getPort();
    }

    @Override
    public void abort(Predicate<HttpExchange> which) {
        serverLoops.forEach(serverLoop -> serverLoop.abort(which));
    }

    @Override
    public void stopAccepting() {
        for (Channel channel : channels) {
            channel.close().awaitUninterruptibly();
        }
        if (accepting.compareAndSet(true, false)) {
            serverLoops.forEach(ServerLoop::leave);
            servers.forEach(server -> server.shutdown(LONGEST_STOP_HOURS, TimeUnit.HOURS));
        }
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            shutdown(settings.drain());
        }
    }

    private void shutdown(Duration drain) {
        List<CompletableFuture<?>> done = new ArrayList<>();
        for (Channel channel : channels) {
            channel.close().awaitUninterruptibly();
        }
        for (ServerLoop serverLoop : serverLoops) {
            CompletableFuture<Void> drained = new CompletableFuture<>();
            serverLoop.drain(() -> drained.complete(null));
            done.add(drained);
        }
        for (HttpServer server : servers) {
            done.add(server.shutdown(drain.toMillis(), TimeUnit.MILLISECONDS)
                    .toCompletionStage()
                    .toCompletableFuture());
        }
        try {
            CompletableFuture.allOf(done.toArray(CompletableFuture[]::new))
                    .get(drain.toMillis() + EXTRA_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.log(System.Logger.Level.DEBUG, "a server did not stop in time", e);
        }
        serverLoops.forEach(ServerLoop::cutOff);
        serverLoops.forEach(ServerLoop::stop);
    }
}
