package io.gatehouse.http;

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
}
