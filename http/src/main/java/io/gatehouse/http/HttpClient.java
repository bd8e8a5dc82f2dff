package io.gatehouse.http;

import java.net.URI;

/// Calls upstream servers. Each event loop keeps connections of its own: a call made on an event loop stays there,
/// one made elsewhere is handed to a loop. At most 5 redirects of a request are followed: only 307 and 308 to the
/// same scheme, host and port, so that credentials and body go nowhere else. Cookies are never kept.
public interface HttpClient extends AutoCloseable {

    /// Reads an address once, so that calls to it need not.
    ///
    /// @throws IllegalArgumentException if it is no absolute http or https address
    static Target target(URI uri) {
        return Target.of(uri);
    }

    /// Sends a request. Never blocks and never throws for I/O: failures go to the handler.
    ClientCall send(ClientRequest request, ResponseHandler handler);

    /// Sends a request and waits for the whole response. For virtual threads.
    ///
    /// @throws HttpFailure if there is no complete response
    /// @throws IllegalStateException on an event loop, which must not wait
    WholeResponse exchange(ClientRequest request) throws HttpFailure;

    /// Closes all connections; calls in progress fail.
    @Override
    void close();
}
