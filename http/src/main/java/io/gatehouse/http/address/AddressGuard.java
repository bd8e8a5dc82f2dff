package io.gatehouse.http.address;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;

/// Decides where a client may connect to. The client asks for every new connection and then connects to exactly the
/// addresses that it was given, so that a name that leads elsewhere a moment later changes nothing.
@FunctionalInterface
public interface AddressGuard {

    /// The addresses of a host, in the order in which they are tried. Runs on a thread for that and may block.
    ///
    /// @param host a name, or a literal address, IPv6 without brackets
    /// @return at least one
    /// @throws UnknownHostException when there is none that the client may connect to; the message is
    ///     passed on
    List<InetAddress> addresses(String host) throws UnknownHostException;

    /// Whether a redirect to another path of the same server may be followed.
    default boolean follows(URI target) {
        return true;
    }
}
