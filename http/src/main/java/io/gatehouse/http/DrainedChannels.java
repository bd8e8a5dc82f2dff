package io.gatehouse.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.RecvByteBufAllocator.ExtendedHandle;
import io.netty.channel.uring.IoUringSocketChannel;
import io.netty.util.UncheckedBooleanSupplier;
import java.io.IOException;

/// Closes a connection over io_uring whose peer has gone and whose data has all been read. The engine itself misses a
/// reset that arrives together with the last data: it stops reading because the socket is empty, and nothing wakes it
/// again.
@Sharable
final class DrainedChannels extends ChannelInboundHandlerAdapter {

    private static final DrainedChannels INSTANCE = new DrainedChannels();

    private DrainedChannels() {}

    static void watch(Channel channel) {
        if (channel instanceof IoUringSocketChannel) {
            channel.pipeline().addFirst(INSTANCE);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        context.fireChannelReadComplete();
        // Of a handle of io_uring that does not want more on its own account, this says whether the peer has closed.
        if (context.channel().unsafe().recvBufAllocHandle() instanceof ExtendedHandle handle
                && handle.continueReading(UncheckedBooleanSupplier.FALSE_SUPPLIER)
                && handle.lastBytesRead() >= 0) {
            context.fireExceptionCaught(new IOException("the peer reset the connection"));
            context.close();
        }
    }
}
