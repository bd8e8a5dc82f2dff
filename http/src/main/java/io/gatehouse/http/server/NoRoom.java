package io.gatehouse.http.server;

import io.gatehouse.http.ErrorBody;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// A connection that there is no room for. Its first request is answered with 503 when it comes at once and is not
/// encrypted, for so many at a time; else it only closes.
final class NoRoom extends ChannelInboundHandlerAdapter {
    private static final AttributeKey<Boolean> MARK = AttributeKey.valueOf(NoRoom.class, "mark");
    private static final int MOST = 16;
    private static final long WAIT_MILLIS = 500;
    private static final byte[] BODY = ErrorBody.of("All connections are in use. Try again later.");
    private static final byte[] ANSWER = ("HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/json\r\n"
                    + "Retry-After: 1\r\nConnection: close\r\nContent-Length: " + BODY.length + "\r\n\r\n"
                    + new String(BODY, StandardCharsets.US_ASCII))
            .getBytes(StandardCharsets.US_ASCII);
    private static final AtomicInteger OPEN = new AtomicInteger();

    private NoRoom() {}

    /// Has the class and the answer ready while everything can still be opened.
    static void load() {
        Unpooled.wrappedBuffer(ANSWER).release();
    }

    /// Notes that there is no room for a connection that was just accepted.
    static void mark(Channel channel) {
        channel.attr(MARK).set(true);
    }

    static boolean marked(Channel channel) {
        return channel.hasAttr(MARK);
    }

    /// Ends a connection, on its event loop.
    static void refuse(Channel channel, boolean encrypted) {
        if (encrypted || OPEN.incrementAndGet() > MOST) {
            if (!encrypted) {
                OPEN.decrementAndGet();
            }
            channel.unsafe().close(channel.voidPromise());
            return;
        }
        Future<?> end = channel.eventLoop().schedule(() -> channel.close(), WAIT_MILLIS, TimeUnit.MILLISECONDS);
        channel.closeFuture().addListener(closed -> {
            OPEN.decrementAndGet();
            end.cancel(false);
        });
        channel.pipeline().addLast(new NoRoom());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ReferenceCountUtil.release(message);
        context.writeAndFlush(Unpooled.wrappedBuffer(ANSWER)).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
        context.close();
    }
}
