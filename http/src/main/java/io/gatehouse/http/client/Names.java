package io.gatehouse.http.client;

import io.gatehouse.http.loop.ChannelTransport;
import io.gatehouse.http.loop.Loop;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.dns.DnsAddressResolverGroup;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/// Finds the addresses of hosts, without blocking, as `/etc/hosts` and the name servers of the system say.
public final class Names implements AutoCloseable {
    private final AddressResolverGroup<InetSocketAddress> resolvers;

    public Names(ChannelTransport transport) {
        resolvers = new DnsAddressResolverGroup(new DnsNameResolverBuilder()
                .datagramChannelFactory(transport.datagrams())
                .socketChannelFactory(transport.calling()));
    }

    /// The address of a name, or the literal one; completes on the loop.
    Future<InetSocketAddress> resolve(Loop loop, String host, int port) {
        if (NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host)) {
            return loop.eventLoop().newSucceededFuture(new InetSocketAddress(InetAddress.ofLiteral(host), port));
        }
        try {
            return resolvers.getResolver(loop.eventLoop()).resolve(InetSocketAddress.createUnresolved(host, port));
        } catch (RuntimeException noSocket) {
            return loop.eventLoop().newFailedFuture(noSocket);
        }
    }

    @Override
    public void close() {
        resolvers.close();
    }
}
