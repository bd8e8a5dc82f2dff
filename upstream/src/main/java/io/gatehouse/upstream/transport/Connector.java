package io.gatehouse.upstream.transport;

import io.gatehouse.upstream.call.ClientFace;
import org.jspecify.annotations.Nullable;

/// Makes connections to one server. Its methods wait: for virtual threads.
public interface Connector extends AutoCloseable {
    /// What is said of the transport before the first connection.
    TransportKind transport();

    /// Connects and shakes hands.
    ///
    /// @param face what a legacy server is told of the client
    /// @param remembered the era found before, or null to find it now
    /// @throws ConnectFailure when there is no connection to be had now
    Connection connect(ClientFace face, @Nullable Era remembered, ConnectionEvents events) throws ConnectFailure;

    /// Gives up what it holds, such as its HTTP client.
    @Override
    void close();
}
