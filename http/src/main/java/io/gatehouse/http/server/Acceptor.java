package io.gatehouse.http.server;

import io.gatehouse.http.loop.Loops;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import java.net.InetSocketAddress;
import java.util.List;

/// Accepts connections and spreads them over the event loops.
final class Acceptor {

    /// Connections that may wait to be accepted.
    private static final int BACKLOG = 1024;

    private Acceptor() {}

    static ChannelFuture bind(
            Loops loops,
            List<ServerLoop> serverLoops,
            ConnectionCount count,
            ShownCertificate certificate,
            InetSocketAddress address) {
        return new ServerBootstrap()
                .group(loops.accepting(), loops.carrying())
                .channelFactory(loops.transport().listening())
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel listening) {
                        listening.pipeline().addLast(new AcceptPause(listening, serverLoops, count));
                    }
                })
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        if (NoRoom.marked(channel)) {
                            NoRoom.refuse(channel, certificate.current() != null);
                            return;
                        }
                        channel.closeFuture().addListener(closed -> count.leave());
                        for (ServerLoop serverLoop : serverLoops) {
                            if (serverLoop.loop().eventLoop() == channel.eventLoop()) {
                                serverLoop.accepted(channel, certificate.current());
                            }
                        }
                    }
                })
                .bind(address);
    }
}
