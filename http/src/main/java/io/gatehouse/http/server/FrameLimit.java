package io.gatehouse.http.server;

import io.gatehouse.http.loop.Timeout;
import io.gatehouse.http.loop.UnfinishedHeads;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;

/// Stands before the codec of HTTP/2 and looks at the frames: it ends a connection whose client floods it with
/// them, counts what heads hold that have come in part, and tells streams what went out of their answers. The codec
/// itself bounds resets, empty DATA and small CONTINUATION frames, does not tell of frames of streams that are
/// over, and counts nothing.
final class FrameLimit extends ChannelDuplexHandler {
    private static final int PREFACE_BYTES = 24; // RFC 9113, section 3.4
    /// A close while bytes are unread would destroy the GOAWAY on its way.
    private static final long LINGER_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final ServerLoop server;
    private final UnfinishedHeads heads;
    private final UnfinishedHeads.Head head = new UnfinishedHeads.Head();
    private final FrameAllowance allowance = new FrameAllowance(System.nanoTime());
    private final FrameScan received = new FrameScan(PREFACE_BYTES, this::received);
    private final FrameScan sent = new FrameScan(0, this::sent);
    private final Http2ServerConnection connection;
    private int lastType;
    /// What has come of a head that goes on in another frame.
    private long headBytes;

    private boolean over;
    private boolean lingers;

    FrameLimit(ServerLoop server, Http2ServerConnection connection) {
        this.server = server;
        this.connection = connection;
        heads = server.loop().heads();
    }

    private void sent(int type, int flags, int length, int stream) {
        allowance.sent(type, flags, length);
        if (type == FrameScan.DATA) {
            connection.sent(stream, length);
        }
    }

    private void received(int type, int flags, int length, int stream) {
        lastType = type;
        allowance.received(type, flags, length);
        if (type == FrameScan.HEADERS || type == FrameScan.CONTINUATION) {
            headBytes = (flags & FrameScan.END_HEADERS) == 0 ? headBytes + length : 0;
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!over && message instanceof ByteBuf bytes) {
            received.read(bytes);
            if (!endIfExceeded()) {
                countHead(context);
            }
        }
        if (over) {
            ReferenceCountUtil.release(message);
        } else {
            context.fireChannelRead(message);
        }
    }

    // A body that comes in part has a deadline of its own.
    private void countHead(ChannelHandlerContext context) {
        long held = headBytes + (lastType == FrameScan.DATA && inProgress() ? 0 : received.partBytes());
        if (held > 0) {
            heads.came(head, context.channel(), held);
        } else {
            heads.ended(head);
        }
    }

    private boolean inProgress() {
        return !connection.idle();
    }

    private boolean endIfExceeded() {
        if (!over && allowance.exceeded()) {
            flooded();
        }
        return over;
    }

    /// Says why, reads nothing more, and closes a little later; for what the codec found itself as well.
    void flooded() {
        over = true;
        if (!connection.closing()) {
            server.floods().add(connection.remoteAddress());
            lingers = true;
            connection.sayCalm();
            connection.channel().config().setAutoRead(false);
            new Timeout(server.loop(), this::lingered, 0).start(LINGER_NANOS);
        }
    }

    private void lingered() {
        lingers = false;
        connection.cutOff();
    }

    // The codec closes at once after an error.
    @Override
    public void close(ChannelHandlerContext context, ChannelPromise promise) {
        if (lingers) {
            context.channel().closeFuture().addListener(closed -> promise.trySuccess());
        } else {
            context.close(promise);
        }
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof ByteBuf bytes) {
            sent.read(bytes);
            endIfExceeded();
        }
        context.write(message, promise);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        heads.ended(head);
        context.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        heads.ended(head);
    }
}
