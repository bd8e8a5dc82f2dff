package io.gatehouse.upstream;

import io.gatehouse.http.engine.HttpEngine;
import io.gatehouse.protocol.Caller;
import io.gatehouse.upstream.call.IdentityTokens;
import io.gatehouse.upstream.call.ServerLog;
import io.gatehouse.upstream.settings.ServerSettings;

/// A server that is nowhere configured: it comes with a request and goes when nobody needs it any more.
/// Nothing of it is kept in a file.
public final class TransientServer implements AutoCloseable {
    private final UpstreamServer server;

    private TransientServer(UpstreamServer server) {
        this.server = server;
    }

    /// Begins to connect. The listener may hear of it before this returns.
    ///
    /// @param identities makes the tokens by which the server knows who calls
    /// @param caller for whom it is connected
    public static TransientServer start(
            HttpEngine engine,
            IdentityTokens identities,
            ServerSettings settings,
            UpstreamListener listener,
            Caller caller) {
        ServerLog log = new ServerLog(settings);
        UpstreamServer server = UpstreamServer.of(settings, new Wiring(engine, identities), listener, log, caller);
        server.start();
        return new TransientServer(server);
    }

    /// The server while it is in use.
    public Upstream upstream() {
        return server;
    }

    /// Calls in flight.
    public int inFlight() {
        return server.inFlight();
    }

    /// Ends its connections in the background; calls in flight fail.
    @Override
    public void close() {
        server.retire();
        Thread.ofVirtual().name("end of " + server.name()).start(server::close);
    }
}
