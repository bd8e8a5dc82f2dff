package io.gatehouse.http.server;

import io.gatehouse.http.Descriptors;
import io.gatehouse.http.ErrorBody;
import io.gatehouse.http.HttpExchange;
import io.gatehouse.http.HttpHandler;
import io.gatehouse.http.ListenException;
import io.gatehouse.http.ListenSettings;
import io.gatehouse.http.Listener;
import io.gatehouse.http.loop.Loop;
import io.gatehouse.http.loop.Loops;
import io.gatehouse.http.memory.HeapRoom;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A port on some hosts, whose connections are spread over the event loops.
public final class OpenPort implements Listener {

    private static final System.Logger LOG = System.getLogger(OpenPort.class.getName());
    private static final int BIND_SECONDS = 30;
    private static final int EXTRA_MILLIS = 200;
    private static final int PORT_ATTEMPTS = 20;

    private final Loops loops;
    private final ListenSettings settings;
    private final ConnectionCount connections;
    private final Floods floods = new Floods();
    private final List<ServerLoop> serverLoops = new ArrayList<>();
    private final List<Channel> channels = new ArrayList<>();
    private final List<InetSocketAddress> addresses = new ArrayList<>();
    private final ShownCertificate certificate;
    private final AtomicBoolean accepting = new AtomicBoolean(true);
    private final AtomicBoolean closed = new AtomicBoolean();

    private OpenPort(Loops loops, ListenSettings settings, HttpHandler handler) {
        this.loops = loops;
        this.settings = settings;
        certificate = new ShownCertificate(settings.tls(), settings.clients());
        long room = Math.min(
                Descriptors.forConnections(Descriptors.limit(), Descriptors.open()),
                HeapRoom.forConnections(settings.tls() != null));
        connections = new ConnectionCount((int) Math.min(settings.limits().maxConnections(), room));
        for (Loop loop : loops.all()) {
            serverLoops.add(new ServerLoop(loop, settings, handler, connections, floods));
        }
    }

    public static Listener open(Loops loops, ListenSettings settings, HttpHandler handler) throws ListenException {
        // A port that was free on the first host may be taken on the next one: then another is tried.
        for (int attempt = 1; ; attempt++) {
            OpenPort listener = new OpenPort(loops, settings, handler);
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

    /// Takes the ways of a listener that has no room, once.
    public static void loadErrorPaths(IOException usedUp) {
        AcceptPause.reason(usedUp, 0);
        AcceptPause.allInUse(0, 0);
        NoRoom.load();
        ErrorBody.of("");
    }

    private void bind() throws ListenException {
        int port = settings.port();
        try {
            certificate.renew();
        } catch (Exception unfit) {
            throw ListenFailures.explain(settings.hosts().getFirst(), port, settings, unfit);
        }
        @Nullable ListenException missing = null;
        for (String host : settings.hosts()) {
            try {
                port = bind(host, port);
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

    private int bind(String host, int port) throws ListenException {
        ChannelFuture bound =
                Acceptor.bind(loops, serverLoops, connections, certificate, new InetSocketAddress(host, port));
        channels.add(bound.channel());
        if (!bound.awaitUninterruptibly(BIND_SECONDS, TimeUnit.SECONDS)) {
            throw ListenFailures.explain(host, port, settings, new TimeoutException());
        }
        if (!bound.isSuccess()) {
            throw ListenFailures.explain(host, port, settings, bound.cause());
        }
        return ((InetSocketAddress) bound.channel().localAddress()).getPort();
    }

    @Override
    public List<InetSocketAddress> addresses() {
        return List.copyOf(addresses);
    }

    @Override
    public int maxConnections() {
        return connections.most();
    }

    @Override
    public long evictedConnections() {
        return connections.evicted();
    }

    @Override
    public long refusedConnections() {
        return connections.refused();
    }

    @Override
    public long floodedConnections() {
        return floods.count();
    }

    @Override
    public int port() {
        return addresses.getFirst().getPort();
    }

    @Override
    public void renewCertificate() throws ListenException {
        try {
            certificate.renew();
        } catch (Exception unfit) {
            throw ListenFailures.unfit(settings, unfit);
        }
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
        }
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            shutdown(settings.drain());
            certificate.release();
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
