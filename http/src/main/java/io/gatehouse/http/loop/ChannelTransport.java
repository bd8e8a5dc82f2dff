package io.gatehouse.http.loop;

import io.gatehouse.http.SocketBackend;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.util.List;
import jdk.net.ExtendedSocketOptions;

/// A way to talk to the operating system, and the channels that go with it.
///
/// @param name for people
/// @param handlers of the event loops
/// @param listening for a port that is listened on
/// @param calling for connections to servers
/// @param datagrams for questions to name servers
/// @param idle the option for how many seconds a connection is quiet before it is probed
/// @param interval the option for the seconds between two probes
/// @param count the option for how many probes may fail
public record ChannelTransport(
        String name,
        IoHandlerFactory handlers,
        ChannelFactory<? extends ServerChannel> listening,
        ChannelFactory<? extends SocketChannel> calling,
        ChannelFactory<? extends DatagramChannel> datagrams,
        ChannelOption<Integer> idle,
        ChannelOption<Integer> interval,
        ChannelOption<Integer> count) {

    private static final int PROBE_AFTER_SECONDS = 60;
    private static final int PROBE_EVERY_SECONDS = 15;
    private static final int PROBES = 4;

    /// Those that may work here, the preferred one first; the last one always works.
    public static List<ChannelTransport> candidates(SocketBackend preference) {
        return preference != SocketBackend.NIO && Epoll.isAvailable() ? List.of(epoll(), nio()) : List.of(nio());
    }

    private static ChannelTransport epoll() {
        return new ChannelTransport(
                "epoll",
                EpollIoHandler.newFactory(),
                EpollServerSocketChannel::new,
                EpollSocketChannel::new,
                EpollDatagramChannel::new,
                EpollChannelOption.TCP_KEEPIDLE,
                EpollChannelOption.TCP_KEEPINTVL,
                EpollChannelOption.TCP_KEEPCNT);
    }

    private static ChannelTransport nio() {
        return new ChannelTransport(
                "nio",
                NioIoHandler.newFactory(),
                NioServerSocketChannel::new,
                NioSocketChannel::new,
                NioDatagramChannel::new,
                NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPIDLE),
                NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPINTERVAL),
                NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPCOUNT));
    }

    /// What opens connections to servers. A peer that vanished without a word is noticed after two minutes, by calls
    /// without a deadline too.
    public Bootstrap caller() {
        return new Bootstrap()
                .channelFactory(calling)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .option(idle, PROBE_AFTER_SECONDS)
                .option(interval, PROBE_EVERY_SECONDS)
                .option(count, PROBES);
    }
}
