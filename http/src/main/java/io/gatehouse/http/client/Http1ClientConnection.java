package io.gatehouse.http.client;

import io.gatehouse.http.ClientRequest;
import io.gatehouse.http.codec.Http1ResponseDecoder;
import io.gatehouse.http.codec.NettyHeaders;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.ChannelOutputShutdownException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.AsciiString;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A connection of HTTP/1.1 to an upstream server. It carries one call at a time.
final class Http1ClientConnection extends PooledConnection implements ClientStream {

    private static final int COPIED_BYTES = 16 << 10;
    private static final AsciiString KEEP_ALIVE = AsciiString.cached("keep-alive");
    private static final String TIMEOUT = "timeout";
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}");

    private final Channel channel;
    private final Http1ResponseDecoder decoder = new Http1ResponseDecoder();
    private @Nullable PooledCall call;
    private boolean keepAlive;
    private boolean interim;
    private boolean paused;

    Http1ClientConnection(ConnectionPool pool, Channel channel) {
        super(pool, 1);
        this.channel = channel;
        // A server may answer, and close, before it has read the request: the answer is still to be read then.
        channel.config().setAutoClose(false);
        channel.pipeline().addLast(decoder, new Reader());
        if (!channel.isActive()) {
            leave();
        }
    }

    @Override
    boolean multiplexed() {
        return false;
    }

    @Override
    boolean open() {
        return channel.isActive();
    }

    @Override
    void send(PooledCall next) {
        call = next;
        keepAlive = true;
        ClientRequest request = next.request();
        decoder.expect(request.method());
        next.sends(this);
        try {
            ByteBuf head = Http1Request.head(channel.alloc(), request, pool());
            byte[] body = request.body();
            if (body == null || body.length <= COPIED_BYTES) {
                if (body != null) {
                    head.writeBytes(body);
                }
            } else {
                channel.write(head, channel.voidPromise());
                head = Unpooled.wrappedBuffer(body);
            }
            channel.writeAndFlush(head, channel.voidPromise());
        } catch (IllegalArgumentException e) {
            next.cannotBeSent(e);
        }
    }

    private void received(HttpObject part) {
        PooledCall current = call;
        if (current == null) {
            cutOff(); // nothing was asked
            return;
        }
        if (part.decoderResult().isFailure()) {
            call = null;
            current.streamFailed(part.decoderResult().cause());
            cutOff();
            return;
        }
        if (part instanceof HttpResponse response) {
            head(current, response);
        }
        if (part instanceof HttpContent content && call == current) {
            body(current, content);
        }
    }

    private void head(PooledCall current, HttpResponse response) {
        HttpResponseStatus status = response.status();
        interim = status.codeClass() == HttpStatusClass.INFORMATIONAL;
        if (status.equals(HttpResponseStatus.SWITCHING_PROTOCOLS)) {
            current.streamFailed(new IllegalStateException("the server changed the protocol without being asked"));
        } else if (!interim) {
            keepAlive = HttpUtil.isKeepAlive(response);
            String kept = response.headers().get(KEEP_ALIVE);
            if (kept != null) {
                kept(seconds(kept));
            }
            current.head(status.code(), new NettyHeaders(response.headers()));
        }
    }

    // A parameter of a header that never became a standard, but that servers send.
    private static long seconds(String kept) {
        for (String parameter : kept.split("[,;]")) {
            int equals = parameter.indexOf('=');
            String seconds = parameter.substring(equals + 1).strip();
            boolean timeout =
                    equals > 0 && parameter.substring(0, equals).strip().equalsIgnoreCase(TIMEOUT);
            if (timeout && SECONDS.matcher(seconds).matches()) {
                return TimeUnit.SECONDS.toNanos(Integer.parseInt(seconds));
            }
        }
        return Long.MAX_VALUE;
    }

    private void body(PooledCall current, HttpContent content) {
        if (interim) {
            return;
        }
        if (content.content().isReadable()) {
            current.data(content.content());
        }
        if (content instanceof LastHttpContent && call == current) {
            // Bytes behind a response belong to no call, and must not become the answer of the next.
            call = null;
            resume();
            if (keepAlive && channel.isActive() && !decoder.holdsMore() && everythingIsSent()) {
                release();
            } else {
                cutOff();
            }
            current.finish();
        }
    }

    // A server that answered early may never read the rest, and the next request would wait behind it.
    private boolean everythingIsSent() {
        ChannelOutboundBuffer unsent = channel.unsafe().outboundBuffer();
        return unsent != null && unsent.isEmpty();
    }

    @Override
    public void abort() {
        call = null;
        cutOff();
    }

    @Override
    public void pause() {
        paused = true;
        channel.config().setAutoRead(false);
    }

    @Override
    public void resume() {
        if (paused) {
            paused = false;
            channel.config().setAutoRead(true);
        }
    }

    @Override
    void cutOff() {
        leave();
        channel.close();
    }

    private final class Reader extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext context, Object part) {
            try {
                received((HttpObject) part);
            } finally {
                ReferenceCountUtil.release(part);
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            PooledCall current = call;
            if (current != null) {
                current.flush();
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            leave();
            PooledCall current = call;
            call = null;
            if (current != null) {
                current.streamClosed();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
            if (failure instanceof ChannelOutputShutdownException) {
                return; // only sending failed; reading tells how the call ends
            }
            PooledCall current = call;
            call = null;
            if (current != null) {
                current.streamFailed(failure);
            }
            cutOff();
        }
    }
}
