package io.gatehouse.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;

/// Bytes into the engine and out of it, copied only where it cannot be helped.
final class Buffers {

    static final byte[] EMPTY = {};

    private Buffers() {}

    static Buffer wrap(byte[] bytes) {
        return BufferInternal.buffer(Unpooled.wrappedBuffer(bytes));
    }

    /// The bytes of a buffer that nobody else uses: its own array if they fill it.
    static byte[] bytes(Buffer buffer) {
        ByteBuf bytes = ((BufferInternal) buffer).getByteBuf();
        if (bytes.hasArray()
                && bytes.arrayOffset() == 0
                && bytes.readerIndex() == 0
                && bytes.array().length == bytes.readableBytes()) {
            return bytes.array();
        }
        return buffer.getBytes();
    }
}
