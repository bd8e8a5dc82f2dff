package io.gatehouse.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.time.Duration;

/// A connection on which client and server still agree on TLS and on the protocol. It counts like any other.
final class TlsHandshake extends ServerConnection {
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private final ServerLoop server;

    private TlsHandshake(ServerLoop server, Channel channel) {
        super(channel);
        this.server = server;
    }

    static TlsHandshake begin(ServerLoop server, Channel channel, SslContext tls) {
        TlsHandshake handshake = new TlsHandshake(server, channel);
        SslHandler ssl = tls.newHandler(channel.alloc());
        Duration read = server.settings().readTimeout();
        ssl.setHandshakeTimeoutMillis((read.compareTo(LONGEST) < 0 ? read : LONGEST).toMillis());
        channel.pipeline().addLast(ssl, handshake.new Negotiation());
        return handshake;
    }

    @Override
    boolean http2() {
        return false;
    }

    @Override
    void drain() {
        cutOff();
    }

    /// Goes on as what was agreed on: HTTP/1.1 where the client named nothing.
    private final class Negotiation extends ApplicationProtocolNegotiationHandler {

        Negotiation() {
            super(ApplicationProtocolNames.HTTP_1_1);
        }

        @Override
        protected void configurePipeline(ChannelHandlerContext context, String protocol) {
            if (protocol.equals(ApplicationProtocolNames.HTTP_2)) {
                Http2Pipeline.add(server, channel(), connection -> server.becomes(TlsHandshake.this, connection));
            } else {
                server.becomes(TlsHandshake.this, Http1Connection.open(server, channel(), true));
            }
        }

        // Whoever speaks no TLS here, or does not trust the certificate, is told by TLS itself.
        @Override
        protected void handshakeFailure(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }
}
