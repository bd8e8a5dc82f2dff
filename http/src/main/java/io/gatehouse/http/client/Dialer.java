package io.gatehouse.http.client;

import io.gatehouse.http.ClientSettings;
import io.gatehouse.http.ProxySettings;
import io.gatehouse.http.loop.ChannelTransport;
import io.gatehouse.http.loop.Loop;
import io.gatehouse.http.tls.ClientTls;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.handler.proxy.ProxyHandler;
import io.netty.handler.proxy.Socks5ProxyHandler;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/// Opens a connection to one address: directly or through a tunnel, with TLS where the origin wants it.
final class Dialer {
    private final Bootstrap bootstrap;
    private final Names names;
    private final ClientTls tls;
    private final long timeoutMillis;

    /// @throws IllegalArgumentException if a certificate, key or authority cannot be read
    Dialer(ChannelTransport transport, Names names, ClientSettings settings) {
        this.names = names;
        tls = new ClientTls(settings);
        timeoutMillis = settings.connectTimeout().toMillis() + 1;
        bootstrap = transport
                .caller()
                .disableResolver()
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) Math.min(timeoutMillis, Integer.MAX_VALUE))
                .handler(new ChannelInitializer<>() {
                    // A bootstrap wants one; the connection adds its own when it stands.
                    @Override
                    protected void initChannel(Channel channel) {}
                });
    }

    /// Connects to a host; completes on the loop.
    ///
    /// @param proxy that opens a tunnel, or null
    Future<PooledConnection> dial(
            ConnectionPool pool, Loop loop, @Nullable ProxySettings proxy, String host, int port) {
        Promise<PooledConnection> connected = loop.eventLoop().newPromise();
        Promise<Channel> opened = loop.eventLoop().newPromise();
        opened.addListener(done -> {
            if (!done.isSuccess()) {
                connected.setFailure(opened.cause());
            } else if (pool.origin().secure()) {
                encrypt(pool, loop, opened.getNow(), connected);
            } else {
                connected.setSuccess(new Http1ClientConnection(pool, opened.getNow()));
            }
        });
        if (proxy == null) {
            names.resolve(loop, host, port).addListener((Future<InetSocketAddress> found) -> {
                if (found.isSuccess()) {
                    connect(bootstrap.clone(loop.eventLoop()), found.getNow(), opened);
                } else {
                    opened.setFailure(found.cause());
                }
            });
        } else {
            names.resolve(loop, proxy.host(), proxy.port()).addListener((Future<InetSocketAddress> found) -> {
                if (found.isSuccess()) {
                    tunnel(loop, proxy, found.getNow(), InetSocketAddress.createUnresolved(host, port), opened);
                } else {
                    opened.setFailure(found.cause());
                }
            });
        }
        return connected;
    }

    // A socket that could not even be made fails on a thread of its own.
    private static void connect(Bootstrap from, InetSocketAddress to, Promise<Channel> opened) {
        from.connect(to).addListener((ChannelFuture done) -> {
            if (done.isSuccess()) {
                opened.trySuccess(done.channel());
            } else {
                opened.tryFailure(done.cause());
            }
        });
    }

    private void tunnel(
            Loop loop, ProxySettings proxy, InetSocketAddress at, InetSocketAddress to, Promise<Channel> opened) {
        ProxyHandler tunnel = handler(proxy, at);
        tunnel.setConnectTimeoutMillis(timeoutMillis);
        Promise<Channel> reached = loop.eventLoop().newPromise();
        reached.addListener(done -> {
            if (!done.isSuccess()) {
                opened.tryFailure(done.cause());
            }
        });
        Bootstrap through = bootstrap.clone(loop.eventLoop()).handler(new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                channel.pipeline().addLast(tunnel, new Broken());
                tunnel.connectFuture().addListener(done -> {
                    if (done.isSuccess()) {
                        channel.pipeline().remove(Broken.class);
                        opened.trySuccess(channel);
                    } else {
                        channel.close();
                        opened.tryFailure(done.cause());
                    }
                });
            }
        });
        connect(through, to, reached);
    }

    private static ProxyHandler handler(ProxySettings proxy, InetSocketAddress at) {
        String user = proxy.username();
        String password = proxy.password() == null ? "" : proxy.password();
        return switch (proxy.kind()) {
            case HTTP -> new HttpTunnel(at, ProxyCredentials.of(proxy));
            case SOCKS5 -> user == null ? new Socks5ProxyHandler(at) : new Socks5ProxyHandler(at, user, password);
        };
    }

    private void encrypt(ConnectionPool pool, Loop loop, Channel channel, Promise<PooledConnection> connected) {
        tls.handler(loop, channel.alloc(), pool.origin()).addListener((Future<SslHandler> made) -> {
            if (made.isSuccess()) {
                shakeHands(pool, loop, channel, made.getNow(), connected);
            } else {
                channel.close();
                connected.setFailure(made.cause());
            }
        });
    }

    private void shakeHands(
            ConnectionPool pool, Loop loop, Channel channel, SslHandler handler, Promise<PooledConnection> connected) {
        handler.setHandshakeTimeoutMillis(timeoutMillis);
        channel.pipeline().addLast(handler, new Broken());
        handler.handshakeFuture().addListener(done -> {
            if (!done.isSuccess()) {
                channel.close();
                connected.setFailure(done.cause());
                return;
            }
            channel.pipeline().remove(Broken.class);
            if (ApplicationProtocolNames.HTTP_2.equals(handler.applicationProtocol())) {
                Http2ClientConnection.open(pool, loop, channel, timeoutMillis, connected);
            } else {
                connected.setSuccess(new Http1ClientConnection(pool, channel));
            }
        });
    }

    /// Closes a channel on which something breaks before its connection stands; whoever waits for it hears of that by
    /// the handler before this one.
    private static final class Broken extends ChannelInboundHandlerAdapter {
        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
            context.close();
        }
    }
}
