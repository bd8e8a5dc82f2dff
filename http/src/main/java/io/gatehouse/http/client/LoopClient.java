package io.gatehouse.http.client;

import io.gatehouse.http.ClientSettings;
import io.gatehouse.http.Origin;
import io.gatehouse.http.loop.Loop;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The connections that one client has on one event loop.
final class LoopClient {

    private final Loop loop;
    private final ClientSettings settings;
    private final Connector connector;
    private final Map<Origin, ConnectionPool> pools = new HashMap<>();
    private @Nullable ConnectionPool latest;

    LoopClient(Loop loop, ClientSettings settings, Connector connector) {
        this.loop = loop;
        this.settings = settings;
        this.connector = connector;
    }

    void start(PooledCall call) {
        Origin origin = call.origin();
        ConnectionPool pool = latest;
        if (pool == null || pool.origin() != origin) {
            pool = pools.computeIfAbsent(origin, key -> new ConnectionPool(loop, key, settings, connector));
            latest = pool;
        }
        call.begin(pool);
        pool.acquire(call);
    }

    void close() {
        pools.values().forEach(ConnectionPool::close);
    }
}
