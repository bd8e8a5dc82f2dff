package io.gatehouse.http;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Predicate;

/// An open port.
public interface Listener extends AutoCloseable {

    /// The bound addresses, one for each host.
    List<InetSocketAddress> addresses();

    /// The bound port, the same for every host.
    int port();

    /// How many connections may be open: [ListenSettings#maxConnections()], or fewer where there are not enough file
    /// descriptors.
    int maxConnections();

    /// How many connections without a request were closed to make room for others.
    long evictedConnections();

    /// How many connections were refused because all were in use.
    long refusedConnections();

    /// How many connections were closed because their clients flooded them with control frames of HTTP/2.
    long floodedConnections();

    /// Reads certificate and key again, from the same files. New connections get what is in them; open ones stay as
    /// they are. Does nothing without TLS.
    ///
    /// @throws ListenException if the files cannot be used; says why, and what was shown stays
    void renewCertificate() throws ListenException;

    /// Breaks off requests that are being answered, streams included. Requests that arrive later are not looked at.
    ///
    /// @param which asked for each of them, on its event loop
    void abort(Predicate<HttpExchange> which);

    /// Closes the listening sockets, so that another process may open them, and keeps the connections. Over HTTP/2,
    /// connections without a request in progress close too. Does nothing the second time.
    void stopAccepting();

    /// Stops accepting at once and waits until the requests in progress are answered, at most
    /// [ListenSettings#drain()]; what is left then is cut off. Does nothing the second time.
    @Override
    void close();
}
