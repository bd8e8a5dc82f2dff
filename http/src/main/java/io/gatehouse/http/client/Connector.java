package io.gatehouse.http.client;

import io.gatehouse.http.ClientSettings;
import io.gatehouse.http.HttpFailure;
import io.gatehouse.http.Origin;
import io.gatehouse.http.ProxySettings;
import io.gatehouse.http.address.AddressGuard;
import io.gatehouse.http.address.AddressRefusedException;
import io.gatehouse.http.loop.Lookups;
import io.gatehouse.http.loop.Loop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/// Opens connections: directly, through a tunnel, or to a proxy that takes requests in the absolute form.
final class Connector {
    private static final System.Logger LOG = System.getLogger(Connector.class.getName());

    /// The name stands for both addresses, and a server may listen on only one of them.
    private static final List<String> LOCALHOST = List.of("127.0.0.1", "::1");

    private final Dialer dialer;
    private final ClientSettings settings;

    Connector(Dialer dialer, ClientSettings settings) {
        this.dialer = dialer;
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
    Future<PooledConnection> connect(ConnectionPool pool, Loop loop) {
        Origin origin = pool.origin();
        ProxySettings proxy = proxy(origin);
        AddressGuard guard = settings.guard();
        if (proxy != null && absoluteForm(origin)) {
            return dialer.dial(pool, loop, null, proxy.host(), proxy.port());
        }
        if (guard == null && (proxy != null || !origin.host().equals("localhost"))) {
            return dialer.dial(pool, loop, proxy, origin.host(), origin.port());
        }
        Promise<PooledConnection> connected = loop.eventLoop().newPromise();
        if (guard == null) {
            tryEach(LOCALHOST, null, pool, loop, proxy, connected);
        } else {
            admitted(guard, loop, origin).addListener((Future<List<String>> found) -> {
                if (found.isSuccess()) {
                    tryEach(found.getNow(), null, pool, loop, proxy, connected);
                } else {
                    connected.setFailure(found.cause());
                }
            });
        }
        return connected;
    }

    /// The addresses that the guard lets through of a host; completes on the loop.
    private static Future<List<String>> admitted(AddressGuard guard, Loop loop, Origin origin) {
        Promise<List<String>> found = loop.eventLoop().newPromise();
        try {
            Lookups.run(() -> {
                List<String> addresses;
                try {
                    addresses = guard.addresses(origin.host()).stream()
                            .map(InetAddress::getHostAddress)
                            .toList();
                    if (addresses.isEmpty()) {
                        throw new UnknownHostException(origin.host());
                    }
                } catch (UnknownHostException | RuntimeException refused) {
                    tell(loop, () -> found.setFailure(refused));
                    return;
                }
                tell(loop, () -> found.setSuccess(addresses));
            });
        } catch (RejectedExecutionException full) {
            found.setFailure(
                    new AddressRefusedException("too many host names are being looked up; try again in a moment"));
        }
        return found;
    }

    /// Tells a loop, which may have ended during the lookup; then nobody waits any more.
    private static void tell(Loop loop, Runnable news) {
        try {
            loop.eventLoop().execute(news);
        } catch (RejectedExecutionException ended) {
            LOG.log(System.Logger.Level.DEBUG, "an address was found after its event loop had ended", ended);
        }
    }

    /// Connects to the first address that answers, or fails as the first one did.
    private void tryEach(
            List<String> addresses,
            @Nullable Throwable first,
            ConnectionPool pool,
            Loop loop,
            @Nullable ProxySettings proxy,
            Promise<PooledConnection> connected) {
        List<String> others = addresses.subList(1, addresses.size());
        Future<PooledConnection> attempt = dialer.dial(
                pool, loop, proxy, addresses.getFirst(), pool.origin().port());
        attempt.addListener((Future<PooledConnection> done) -> {
            if (done.isSuccess()) {
                connected.setSuccess(done.getNow());
                return;
            }
            Throwable failure = first == null ? done.cause() : first;
            if (others.isEmpty() || ClientFailures.connectKind(done.cause()) == HttpFailure.Kind.TLS) {
                connected.setFailure(failure);
            } else {
                tryEach(others, failure, pool, loop, proxy, connected);
            }
        });
    }
}
