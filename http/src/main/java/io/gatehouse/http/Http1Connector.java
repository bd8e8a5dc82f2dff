package io.gatehouse.http;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.TcpConfig;
import io.vertx.core.net.TcpOption;

/// Opens connections of HTTP/1.1 without TLS.
final class Http1Connector {

    static final int PROBE_AFTER_SECONDS = 60;
    static final int PROBE_EVERY_SECONDS = 15;
    static final int PROBES = 4;

    private final Bootstrap bootstrap = new Bootstrap();

    Http1Connector(VertxInternal engine, ClientSettings settings) {
        // A peer that vanished without a word is noticed after two minutes, by calls without a deadline too.
        TcpConfig tcp = new TcpConfig()
                .setSoKeepAlive(true)
                .setOption(TcpOption.NODELAY, true)
                .setOption(TcpOption.KEEPIDLE, PROBE_AFTER_SECONDS)
                .setOption(TcpOption.KEEPINTVL, PROBE_EVERY_SECONDS)
                .setOption(TcpOption.KEEPCNT, PROBES);
        engine.transport().configure(tcp, false, bootstrap);
        bootstrap
                .channelFactory(engine.transport().channelFactory(false))
                .resolver(engine.nameResolver().nettyAddressResolverGroup())
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        Math.min(settings.connectTimeout().toMillis() + 1, Integer.MAX_VALUE))
                .handler(new ChannelInitializer<>() {
                    // A bootstrap wants one; the connection adds its own when it stands.
                    @Override
                    protected void initChannel(Channel channel) {}
                });
    }

    /// Connects; completes on the loop.
    Future<PooledConnection> connect(ConnectionPool pool, Loop loop, String host, int port) {
        Promise<PooledConnection> connected = Promise.promise();
        bootstrap.clone(loop.eventLoop).connect(host, port).addListener((ChannelFuture done) -> {
            if (done.isSuccess()) {
                connected.complete(new Http1ClientConnection(pool, done.channel()));
            } else {
                // A socket that could not even be made fails on a thread of its own.
                loop.run(() -> connected.fail(done.cause()));
            }
        });
        return connected.future();
    }
}
