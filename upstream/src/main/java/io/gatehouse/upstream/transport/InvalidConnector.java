package io.gatehouse.upstream.transport;

import io.gatehouse.upstream.call.ClientFace;
import io.gatehouse.upstream.transport.ConnectFailure.Evidence;
import org.jspecify.annotations.Nullable;

/// Stands for a server that cannot be started with its settings.
final class InvalidConnector implements Connector {
    private final String problem;
    private final String remedy;

    InvalidConnector(String problem, String remedy) {
        this.problem = problem;
        this.remedy = remedy;
    }

    @Override
    public TransportKind transport() {
        return TransportKind.NONE;
    }

    @Override
    public Connection connect(ClientFace face, @Nullable Era remembered, ConnectionEvents events)
            throws ConnectFailure {
        throw new ConnectFailure(Evidence.NEVER, problem, remedy);
    }

    @Override
    public void close() {}
}
