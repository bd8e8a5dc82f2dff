package io.gatehouse.app.chaos;

import io.gatehouse.app.EventsServer;
import io.gatehouse.fixtures.Era;
import io.gatehouse.fixtures.FixtureServer;
import io.gatehouse.http.ListenException;
import io.gatehouse.kit.KitServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A server over HTTP that can be closed and started again; its address stays.
final class HttpUpstream implements AutoCloseable {
    private final String name;
    private final Kind kind;
    private final Path ledger;
    private final CuttingProxy proxy = new CuttingProxy();
    private @Nullable KitServer kit;
    private @Nullable AutoCloseable server;

    /// The transport and the era.
    enum Kind {
        STREAMABLE_OLD,
        STREAMABLE_NEW,
        EVENTS;

        /// The name of such a server.
        String server() {
            return name().toLowerCase(Locale.ROOT).replace("_", "");
        }
    }

    HttpUpstream(String name, Kind kind, Path ledger) throws IOException, ListenException {
        this.name = name;
        this.kind = kind;
        this.ledger = ledger;
        open();
    }

    String name() {
        return name;
    }

    /// What stands between the gateway and the server.
    CuttingProxy proxy() {
        return proxy;
    }

    /// Its entry in the configuration.
    String yaml() {
        String url = "http://127.0.0.1:" + proxy.port();
        return kind == Kind.EVENTS ? "{type: sse, url: \"" + url + "/sse\"}" : "{url: \"" + url + "/mcp\"}";
    }

    /// Starts the server after [#shut]. It knows nothing of the sessions from before.
    void open() throws ListenException {
        kit = ChaosServer.named(name, ledger);
        URI endpoint;
        if (kind == Kind.EVENTS) {
            EventsServer events = new EventsServer(kit);
            server = events;
            endpoint = events.endpoint();
        } else {
            FixtureServer streamable = new FixtureServer(kit, 0, kind == Kind.STREAMABLE_NEW ? Era.MODERN : Era.LEGACY);
            server = streamable;
            endpoint = streamable.endpoint();
        }
        proxy.target(endpoint.getPort());
    }

    /// Ends the server in the middle of whatever it does.
    void shut() throws Exception {
        if (server != null && kit != null) {
            server.close();
            kit.close();
        }
    }

    @Override
    public void close() throws Exception {
        shut();
        proxy.close();
    }
}
