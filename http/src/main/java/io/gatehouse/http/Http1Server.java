package io.gatehouse.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.vertx.core.internal.VertxInternal;
import java.net.InetSocketAddress;
import java.util.List;

/// Accepts connections without TLS and spreads them over the event loops.
final class Http1Server {

    private Http1Server() {}

    static ChannelFuture bind(
            VertxInternal engine, List<ServerLoop> serverLoops, ListenSettings settings, InetSocketAddress address) {
        return new ServerBootstrap()
                .group(engine.acceptorEventLoopGroup(), engine.nettyEventLoopGroup())
                .channelFactory(engine.transport().serverChannelFactory(false))
                .option(ChannelOption.SO_BACKLOG, settings.backlog())
                .option(ChannelOption.SO_REUSEADDR, true)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel listening) {
                        listening.pipeline().addLast(new AcceptPause(listening, serverLoops));
                    }
                })
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        for (ServerLoop serverLoop : serverLoops) {
                            if (serverLoop.loop().eventLoop == channel.eventLoop()) {
                                open(serverLoop, channel, settings);
                            }
                        }
                    }
                })
                .bind(address);
    }

    private static void open(ServerLoop serverLoop, Channel channel, ListenSettings settings) {
        Http1Connection connection = new Http1Connection(serverLoop, channel);
        channel.pipeline().addLast(new Http1Decoder(settings), new Reader(connection));
        serverLoop.connected(connection);
    }

    private static final class Reader extends ChannelInboundHandlerAdapter {
        private final Http1Connection connection;

        Reader(Http1Connection connection) {
            this.connection = connection;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object part) {
            connection.received(part);
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            connection.proceed();
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            connection.gone();
        }

        // What is broken about a connection ends it; the exchange hears of that by channelInactive.
        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
            context.close();
        }
    }
}
