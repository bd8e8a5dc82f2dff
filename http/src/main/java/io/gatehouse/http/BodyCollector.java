package io.gatehouse.http;

import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Puts a body together from its pieces. One that comes in one piece is not copied.
final class BodyCollector {

    private static final int FIRST_CAPACITY = 16 << 10;

    private final int limit;
    private final int expected;
    private @Nullable Buffer only;
    private byte[] bytes = Buffers.EMPTY;
    private int size;

    /// @param limit the most bytes to take
    /// @param expected the announced length, or -1
    BodyCollector(int limit, long expected) {
        this.limit = limit;
        this.expected = (int) Math.min(expected, limit);
    }

    /// Takes a piece; false if that makes the body too large.
    boolean add(Buffer piece) {
        int length = piece.length();
        if (length > limit - size) {
            return false;
        }
        if (size == 0) {
            only = piece;
        } else {
            if (only != null) {
                reserve(only.length() + length);
                only.getBytes(bytes, 0);
                only = null;
            } else {
                reserve(size + length);
            }
            piece.getBytes(bytes, size);
        }
        size += length;
        return true;
    }

    /// What has come so far.
    int size() {
        return size;
    }

    byte[] body() {
        if (only != null) {
            return Buffers.bytes(only);
        }
        return bytes.length == size ? bytes : Arrays.copyOf(bytes, size);
    }

    // Grows by doubling and never by what was announced alone: an announcement costs its sender nothing.
    private void reserve(int needed) {
        if (needed > bytes.length) {
            long doubled = Math.max(Math.max(2L * bytes.length, FIRST_CAPACITY), needed);
            int most = expected >= needed ? expected : limit;
            bytes = Arrays.copyOf(bytes, (int) Math.min(doubled, most));
        }
    }
}
