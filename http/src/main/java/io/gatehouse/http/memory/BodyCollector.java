package io.gatehouse.http.memory;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/// Puts a body together from copies of its pieces.
public final class BodyCollector {

    private static final int FIRST_CAPACITY = 16 << 10;

    private final int limit;
    private final int expected;
    private byte[] bytes = Buffers.EMPTY;
    private int size;

    /// @param limit the most bytes to take
    /// @param expected the announced length, or -1
    public BodyCollector(int limit, long expected) {
        this.limit = limit;
        this.expected = (int) Math.min(expected, limit);
    }

    /// Takes a piece; false if that makes the body too large.
    public boolean add(ByteBuf piece) {
        int length = piece.readableBytes();
        if (length > limit - size) {
            return false;
        }
        if (size + length > bytes.length) {
            grow(size + length);
        }
        piece.getBytes(piece.readerIndex(), bytes, size, length);
        size += length;
        return true;
    }

    /// What the body takes in memory once it has so many bytes.
    public int capacity(int length) {
        return length <= bytes.length ? bytes.length : grown(length);
    }

    /// What has come so far.
    public int size() {
        return size;
    }

    public byte[] body() {
        return bytes.length == size ? bytes : Arrays.copyOf(bytes, size);
    }

    private void grow(int needed) {
        bytes = Arrays.copyOf(bytes, grown(needed));
    }

    // By doubling, and never by what was announced alone: an announcement costs its sender nothing.
    private int grown(int needed) {
        long doubled = Math.max(Math.max(2L * bytes.length, FIRST_CAPACITY), needed);
        int most = expected >= needed ? expected : limit;
        return (int) Math.min(doubled, most);
    }
}
