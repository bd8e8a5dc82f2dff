package io.gatehouse.http.server;

import io.gatehouse.http.tls.Handshakes;
import io.gatehouse.http.tls.ServerTls;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.time.Duration;

/// A connection on which client and server still agree on TLS and on the protocol. It counts like any other.
final class TlsHandshake extends ServerConnection {
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private final ServerLoop server;
    private final SslHandler ssl;
    private final Negotiation negotiation = new Negotiation();

    private TlsHandshake(ServerLoop server, Channel channel, SslHandler ssl) {
        super(channel);
        this.server = server;
        this.ssl = ssl;
    }

    static TlsHandshake begin(ServerLoop server, Channel channel, SslContext tls) {
        SslHandler ssl = tls.newHandler(channel.alloc(), Handshakes.THE_ONE);
        TlsHandshake handshake = new TlsHandshake(server, channel, ssl);
        Duration read = server.settings().limits().readTimeout();
        ssl.setHandshakeTimeoutMillis((read.compareTo(LONGEST) < 0 ? read : LONGEST).toMillis());
        channel.pipeline().addLast(handshake.new FirstByte(), ssl, handshake.negotiation);
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

    /// Looks whether the client speaks TLS at all: a request of plain HTTP begins with a letter, which no record of TLS
    /// does. Such a client gets an answer that it understands.
    private final class FirstByte extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ByteBuf bytes = (ByteBuf) message;
            if (bytes.isReadable()) {
                int first = bytes.getUnsignedByte(bytes.readerIndex()) | 0x20;
                if (first >= 'a' && first <= 'z') {
                    ChannelPipeline pipeline = context.pipeline();
                    pipeline.remove(negotiation);
                    pipeline.remove(ssl);
                    Http1Connection plain =
                            Http1Connection.open(server, channel(), Http1Connection.Kind.PLAIN_WHERE_TLS_IS_SPOKEN);
                    server.becomes(TlsHandshake.this, plain);
                }
                context.pipeline().remove(this);
            }
            context.fireChannelRead(bytes);
        }
    }

    /// Goes on as what was agreed on: HTTP/1.1 where the client named nothing.
    private final class Negotiation extends ApplicationProtocolNegotiationHandler {

        Negotiation() {
            super(ApplicationProtocolNames.HTTP_1_1);
        }

        @Override
        protected void configurePipeline(ChannelHandlerContext context, String protocol) {
            // BoringSSL sends nothing more of its own, and a client with Nagle's algorithm would wait 40 ms for the
            // acknowledgement of its last message. Where there is no epoll, the option changes nothing.
            context.channel().config().setOption(EpollChannelOption.TCP_QUICKACK, true);
            ServerConnection agreed = protocol.equals(ApplicationProtocolNames.HTTP_2)
                    ? Http2ServerConnection.open(server, channel())
                    : Http1Connection.open(server, channel(), Http1Connection.Kind.SECURE);
            if (server.settings().clients() != null) {
                agreed.shown(ServerTls.shown(ssl.engine()));
            }
            server.becomes(TlsHandshake.this, agreed);
        }

        // Whoever speaks another TLS, or does not trust the certificate, is told by TLS itself.
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
