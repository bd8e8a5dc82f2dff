package io.gatehouse.doors.mcp.stdio;

import io.gatehouse.doors.mcp.http.EndpointSettings;
import io.gatehouse.doors.mcp.streamable.SessionTokens;
import io.gatehouse.doors.mcp.streamable.StreamableEndpoint;
import io.gatehouse.doors.mcp.streamable.TokenSettings;
import io.gatehouse.http.ClientSettings;
import io.gatehouse.http.EngineSettings;
import io.gatehouse.http.ListenException;
import io.gatehouse.http.ListenSettings;
import io.gatehouse.http.Listener;
import io.gatehouse.http.engine.HttpEngine;
import io.gatehouse.kit.ProbeServer;
import io.gatehouse.protocol.Caller;
import io.gatehouse.upstream.settings.Transport;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/// What a relay takes for a gateway, on a port of its own and with keys of its own.
final class RelayedEndpoint implements AutoCloseable {
    final ProbeServer probe = new ProbeServer();
    final StreamableEndpoint endpoint;
    private final HttpEngine engine = HttpEngine.start(EngineSettings.defaults());
    private final Listener listener;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private volatile boolean gone;

    RelayedEndpoint() throws ListenException {
        endpoint = new StreamableEndpoint(
                EndpointSettings.defaults(), SessionTokens.inMemory(TokenSettings.DEFAULT), engine.timers());
        listener = engine.listen(ListenSettings.of(0, "127.0.0.1"), exchange -> {
            if (gone) {
                StreamableEndpoint.refuse(exchange, 404, "There is no toolset here.");
            } else {
                endpoint.handle(exchange, probe.server, Caller.ANONYMOUS, "");
            }
        });
    }

    Gateways.Found found() {
        URI address = URI.create("http://127.0.0.1:" + listener.port() + "/mcp");
        return new Gateways.Found(
                new Transport.Http(address, false, Map.of(), null, ClientSettings.defaults()), ended::thenRun);
    }

    /// It has no toolset any more.
    void refuse() {
        gone = true;
    }

    @Override
    public void close() {
        engine.close();
        ended.complete(null);
    }
}
