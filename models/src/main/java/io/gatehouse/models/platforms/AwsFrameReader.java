package io.gatehouse.models.platforms;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;
import software.amazon.eventstream.Message;

/// Cuts AWS's event stream into frames, which AWS's own decoder then reads and checks. Its own reader of
/// streams would keep 2 MB for each of them.
final class AwsFrameReader {
    private static final byte[] NOTHING = {};
    /// A prelude of 12 bytes and a checksum of 4.
    private static final int SMALLEST = 16;

    private final int limit;
    private byte[] held = NOTHING;
    private int size;

    /// @param limit largest frame in bytes
    AwsFrameReader(int limit) {
        this.limit = limit;
    }

    /// Takes the next bytes and gives each frame that is complete to `frames`.
    ///
    /// @throws RuntimeException if these are no frames, or one is damaged or too large
    void feed(byte[] bytes, Consumer<Message> frames) {
        byte[] all = bytes;
        int end = bytes.length;
        if (size > 0) {
            append(bytes);
            all = held;
            end = size;
        }
        int at = 0;
        while (end - at >= Integer.BYTES) {
            int length = ByteBuffer.wrap(all, at, Integer.BYTES).getInt();
            if (length < SMALLEST || length > limit) {
                throw new IllegalArgumentException(
                        "a frame of " + length + " bytes, but 16 to " + limit + " are allowed");
            }
            if (end - at < length) {
                break;
            }
            frames.accept(Message.decode(ByteBuffer.wrap(Arrays.copyOfRange(all, at, at + length))));
            at += length;
        }
        keep(all, at, end);
    }

    /// Whether a frame has begun that is not complete yet.
    boolean inside() {
        return size > 0;
    }

    private void append(byte[] bytes) {
        if (held.length - size < bytes.length) {
            held = Arrays.copyOf(held, Math.max(2 * held.length, size + bytes.length));
        }
        System.arraycopy(bytes, 0, held, size, bytes.length);
        size += bytes.length;
    }

    private void keep(byte[] all, int from, int to) {
        if (from == to) {
            held = NOTHING;
            size = 0;
        } else if (from > 0 || all != held) {
            held = Arrays.copyOfRange(all, from, to);
            size = to - from;
        }
    }
}
