package io.gatehouse.http;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpConnectOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.UnpooledHttpClientConnection;
import io.vertx.core.net.ProxyOptions;
import io.vertx.core.net.ProxyType;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/// Opens connections: directly, through a tunnel, or to a proxy that takes requests in the absolute form.
final class Connector {

    private static final List<String> LOCALHOST = List.of("127.0.0.1", "::1");

    private final Http1Connector http1;
    private final HttpClientAgent agent;
    private final ClientSettings settings;

    Connector(Http1Connector http1, HttpClientAgent agent, ClientSettings settings) {
        this.http1 = http1;
        this.agent = agent;
        this.settings = settings;
    }

    /// The proxy that an origin is reached through, or null.
    @Nullable
    ProxySettings proxy(Origin origin) {
        ProxySettings proxy = settings.proxy();
        return proxy != null && proxy.used(origin.host()) ? proxy : null;
    }

    /// Whether requests go to the proxy in the absolute form instead of through a tunnel.
    boolean absoluteForm(Origin origin) {
        ProxySettings proxy = proxy(origin);
        boolean plain = proxy != null && proxy.kind() == ProxySettings.Kind.HTTP && !origin.secure();
        // A name in a request would be the proxy's to resolve, past the guard.
        return plain && settings.guard() == null;
    }

    /// Opens a connection; completes on the loop.
    Future<PooledConnection> connect(ConnectionPool pool, Loop loop, Origin origin) {
        ProxySettings proxy = proxy(origin);
        AddressGuard guard = settings.guard();
        if (guard != null) {
            return admitted(guard, loop, origin)
                    .compose(addresses -> firstThatAnswers(addresses, pool, loop, origin, proxy));
        }
        if (proxy == null && origin.host().equals("localhost")) {
            // The name stands for both addresses, and a server may listen on only one of them.
            return connect(pool, loop, origin, null, LOCALHOST.getFirst(), origin.port())
                    .recover(first -> ClientFailures.connectKind(first) == HttpFailure.Kind.CONNECT
                            ? connect(pool, loop, origin, null, LOCALHOST.getLast(), origin.port())
                                    .recover(second -> Future.failedFuture(first))
                            : Future.failedFuture(first));
        }
        if (proxy != null && absoluteForm(origin)) {
            return connect(pool, loop, origin, null, proxy.host(), proxy.port());
        }
        return connect(pool, loop, origin, proxy, origin.host(), origin.port());
    }

    /// What the guard lets through of a host; completes on the loop.
    private static Future<List<InetAddress>> admitted(AddressGuard guard, Loop loop, Origin origin) {
        Promise<List<InetAddress>> found = loop.context.promise();
        try {
            Lookups.run(() -> {
                try {
                    found.complete(List.copyOf(guard.addresses(origin.host())));
                } catch (UnknownHostException | RuntimeException refused) {
                    found.fail(refused);
                }
            });
        } catch (RejectedExecutionException full) {
            found.fail(new AddressRefusedException("too many host names are being looked up; try again in a moment"));
        }
        return found.future();
    }

    private Future<PooledConnection> firstThatAnswers(
            List<InetAddress> addresses, ConnectionPool pool, Loop loop, Origin origin, @Nullable ProxySettings proxy) {
        String address = addresses.getFirst().getHostAddress();
        List<InetAddress> others = addresses.subList(1, addresses.size());
        return connect(pool, loop, origin, proxy, address, origin.port())
                .recover(failure -> others.isEmpty() || ClientFailures.connectKind(failure) == HttpFailure.Kind.TLS
                        ? Future.failedFuture(failure)
                        : firstThatAnswers(others, pool, loop, origin, proxy));
    }

    private Future<PooledConnection> connect(
            ConnectionPool pool, Loop loop, Origin origin, @Nullable ProxySettings proxy, String host, int port) {
        if (!origin.secure() && proxy == null) {
            return http1.connect(pool, loop, host, port);
        }
        HttpConnectOptions options = new HttpConnectOptions()
                .setServer(SocketAddress.inetSocketAddress(port, host))
                .setHost(origin.host())
                .setPort(origin.port())
                .setSsl(origin.secure())
                .setConnectTimeout(settings.connectTimeout().toMillis());
        if (!origin.secure() || !settings.http2()) {
            options.setProtocolVersion(HttpVersion.HTTP_1_1);
        }
        if (proxy != null) {
            options.setProxyOptions(proxyOptions(proxy));
        }
        Promise<PooledConnection> connected = loop.context.promise();
        // The engine takes the event loop of a connection from the context that asks for it.
        loop.context.dispatch(start -> agent.connect(options)
                .<PooledConnection>map(connection ->
                        new VertxClientConnection(pool, loop, ((UnpooledHttpClientConnection) connection).unwrap()))
                .onComplete(connected));
        return connected.future();
    }

    private static ProxyOptions proxyOptions(ProxySettings proxy) {
        ProxyOptions options = new ProxyOptions()
                .setHost(proxy.host())
                .setPort(proxy.port())
                .setType(proxy.kind() == ProxySettings.Kind.HTTP ? ProxyType.HTTP : ProxyType.SOCKS5);
        if (proxy.username() != null) {
            options.setUsername(proxy.username());
        }
        if (proxy.password() != null) {
            options.setPassword(proxy.password());
        }
        return options;
    }
}
