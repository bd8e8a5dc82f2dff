package io.gatehouse.http.server;

import io.gatehouse.http.address.AddressRange;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.handler.codec.haproxy.HAProxySSLTLV;
import io.netty.handler.ssl.SslContext;
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A connection of a trusted proxy, which may say first who its client is and whether that came over TLS, by the PROXY
/// protocol of HAProxy. A connection that begins with anything else is the proxy's own. It counts like any other.
final class ProxyGreeting extends ServerConnection {
    private static final AttributeKey<String> CLIENT = AttributeKey.valueOf(ProxyGreeting.class, "client");
    private static final AttributeKey<Boolean> SECURE = AttributeKey.valueOf(ProxyGreeting.class, "secure");
    private static final int MAX_EXTENSION_BYTES = 2_048;

    private final ServerLoop server;
    private final @Nullable SslContext tls;

    private ProxyGreeting(ServerLoop server, Channel channel, @Nullable SslContext tls) {
        super(channel);
        this.server = server;
        this.tls = tls;
    }

    static ProxyGreeting begin(ServerLoop server, Channel channel, @Nullable SslContext tls) {
        ProxyGreeting greeting = new ProxyGreeting(server, channel, tls);
        channel.pipeline().addLast(greeting.new First());
        return greeting;
    }

    /// Whether the peer of a connection is such a proxy.
    static boolean expected(List<AddressRange> proxies, Channel channel) {
        return !proxies.isEmpty()
                && channel.remoteAddress() instanceof InetSocketAddress peer
                && peer.getAddress() != null
                && proxies.stream().anyMatch(range -> range.contains(peer.getAddress()));
    }

    /// Whom a proxy named; null when it named nobody.
    static @Nullable String client(Channel channel) {
        return channel.hasAttr(CLIENT) ? channel.attr(CLIENT).get() : null;
    }

    /// Whether a proxy said that its client had come over TLS.
    static boolean secure(Channel channel) {
        return channel.hasAttr(SECURE);
    }

    @Override
    boolean http2() {
        return false;
    }

    @Override
    void drain() {
        cutOff();
    }

    private void goOn() {
        server.becomes(this, server.open(channel(), tls));
    }

    /// Looks whether there is a greeting at all.
    private final class First extends ByteToMessageDecoder {
        @Override
        protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
            switch (HAProxyMessageDecoder.detectProtocol(in).state()) {
                case NEEDS_MORE_DATA -> {}
                case INVALID -> {
                    goOn();
                    context.pipeline().remove(this);
                }
                case DETECTED -> {
                    context.pipeline().addLast(new HAProxyMessageDecoder(MAX_EXTENSION_BYTES), new Reader());
                    context.pipeline().remove(this);
                }
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }

    private final class Reader extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object read) {
            if (!(read instanceof HAProxyMessage greeting)) {
                context.fireChannelRead(read);
                return;
            }
            try {
                if (greeting.command() == HAProxyCommand.PROXY) {
                    told(greeting);
                }
            } finally {
                ReferenceCountUtil.release(greeting);
            }
            goOn();
            context.pipeline().remove(this);
        }

        private void told(HAProxyMessage greeting) {
            String source = greeting.sourceAddress();
            InetAddress client = source == null ? null : AddressRange.address(source);
            if (client != null) {
                channel().attr(CLIENT).set(client.getHostAddress());
            }
            if (greeting.tlvs().stream().anyMatch(each -> each instanceof HAProxySSLTLV tls && tls.isPP2ClientSSL())) {
                channel().attr(SECURE).set(true);
            }
        }

        // A greeting that breaks off in the middle, or says more than fits.
        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }
}
