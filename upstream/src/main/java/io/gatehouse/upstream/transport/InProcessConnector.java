package io.gatehouse.upstream.transport;

import io.gatehouse.http.Timers;
import io.gatehouse.protocol.Handler;
import io.gatehouse.protocol.Identity;
import io.gatehouse.protocol.MalformedJsonException;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Revision;
import io.gatehouse.upstream.call.ClientFace;
import io.gatehouse.upstream.call.Outgoing;
import io.gatehouse.upstream.transport.ConnectFailure.Evidence;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Asks a server in this program who it is.
final class InProcessConnector implements Connector {
    private final String server;
    private final Handler handler;
    private final Timers timers;
    private final Duration timeout;

    InProcessConnector(String server, Handler handler, Timers timers, Duration timeout) {
        this.server = server;
        this.handler = handler;
        this.timers = timers;
        this.timeout = timeout;
    }

    @Override
    public TransportKind transport() {
        return TransportKind.IN_PROCESS;
    }

    @Override
    public Connection connect(ClientFace face, @Nullable Era remembered, ConnectionEvents events)
            throws ConnectFailure {
        CompletableFuture<Identity> identity = new CompletableFuture<>();
        try {
            handler.identify(Outgoing.GATEWAY, identity::complete);
            Identity known = identity.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            Facts facts = new Facts(
                    Revision.NEWEST,
                    ObjectView.read(known.serverInfo()),
                    ObjectView.read(known.capabilities()),
                    known.instructions(),
                    known.ttlMillis(),
                    known.cacheScope());
            return new InProcessConnection(server, handler, facts, timers);
        } catch (TimeoutException | ExecutionException | MalformedJsonException | RuntimeException failure) {
            throw new ConnectFailure(
                    Evidence.OUTAGE,
                    "server " + server + " did not say what it is: " + failure.getMessage(),
                    "see the log of the gateway",
                    failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new ConnectFailure(Evidence.OUTAGE, "interrupted", "try again");
        }
    }

    @Override
    public void close() {}
}
