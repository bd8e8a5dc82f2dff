package io.gatehouse.http.address;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/// Finds the addresses of a host.
@FunctionalInterface
public interface HostResolver {

    /// As the operating system does it.
    HostResolver SYSTEM = host -> List.of(InetAddress.getAllByName(host));

    /// All addresses of a name, or the one of a literal address. May block.
    ///
    /// @throws UnknownHostException when there is none
    List<InetAddress> resolve(String host) throws UnknownHostException;
}
