package io.gatehouse.http.client;

import io.gatehouse.http.codec.Http1ResponseDecoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.proxy.ProxyConnectException;
import io.netty.handler.proxy.ProxyHandler;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/// Asks an HTTP proxy for a tunnel (RFC 9110, section 9.3.6). Its answer is read as leniently as any response, and
/// every status 2xx opens the tunnel.
final class HttpTunnel extends ProxyHandler {

    private final Http1ResponseDecoder decoder = new Http1ResponseDecoder();
    private final @Nullable String credentials;
    private @Nullable HttpResponseStatus status;

    /// @param credentials the value of `Proxy-Authorization`, or null
    HttpTunnel(InetSocketAddress proxy, @Nullable String credentials) {
        super(proxy);
        this.credentials = credentials;
        decoder.expect("CONNECT");
    }

    @Override
    public String protocol() {
        return "http";
    }

    @Override
    public String authScheme() {
        return credentials == null ? "none" : "basic";
    }

    @Override
    protected void addCodec(ChannelHandlerContext context) {
        context.pipeline().addBefore(context.name(), null, decoder);
    }

    @Override
    protected void removeEncoder(ChannelHandlerContext context) {
        // The request is written as bytes.
    }

    @Override
    protected void removeDecoder(ChannelHandlerContext context) {
        context.pipeline().remove(decoder);
    }

    @Override
    protected Object newInitialMessage(ChannelHandlerContext context) {
        InetSocketAddress to = destinationAddress();
        String host = to.getHostString();
        String authority = (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + to.getPort();
        String head = "CONNECT " + authority + " HTTP/1.1\r\nhost: " + authority + "\r\n"
                + (credentials == null ? "" : "proxy-authorization: " + credentials + "\r\n") + "\r\n";
        ByteBuf bytes = context.alloc().buffer(head.length());
        ByteBufUtil.writeAscii(bytes, head);
        return bytes;
    }

    @Override
    protected boolean handleResponse(ChannelHandlerContext context, Object part) throws ProxyConnectException {
        if (part instanceof HttpObject object && object.decoderResult().isFailure()) {
            throw new ProxyConnectException(
                    exceptionMessage("its answer is not valid HTTP"),
                    object.decoderResult().cause());
        }
        if (part instanceof HttpResponse response) {
            status = response.status();
        }
        HttpResponseStatus answered = status;
        if (!(part instanceof LastHttpContent)
                || answered == null
                || answered.codeClass() == HttpStatusClass.INFORMATIONAL) {
            return false;
        }
        if (answered.codeClass() != HttpStatusClass.SUCCESS) {
            throw new ProxyConnectException(exceptionMessage("status: " + answered));
        }
        return true;
    }
}
