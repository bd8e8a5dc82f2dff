package io.gatehouse.http.server;

import io.netty.buffer.ByteBuf;

/// Finds the heads of the frames in the bytes of one direction of HTTP/2 (RFC 9113, section 4.1) and leaves the
/// bytes as they are.
final class FrameScan {
    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int RST_STREAM = 3;
    static final int CONTINUATION = 9;
    static final int END_HEADERS = 4;
    static final int PADDED = 8;

    /// Length, type and flags.
    private static final int KIND_BYTES = 5;

    /// The same and the number of the stream.
    private static final int HEAD_BYTES = 9;

    private final Frames frames;
    private int skip;
    private int came;
    private long head;
    private long kind;
    private int length;

    /// What hears of each frame.
    @FunctionalInterface
    interface Frames {

        /// A frame begins.
        ///
        /// @param length of the payload in bytes
        /// @param stream its number, 0 for the connection
        void frame(int type, int flags, int length, int stream);
    }

    /// @param skip bytes before the first frame
    FrameScan(int skip, Frames frames) {
        this.skip = skip;
        this.frames = frames;
    }

    void read(ByteBuf bytes) {
        int at = bytes.readerIndex();
        int end = bytes.writerIndex();
        while (true) {
            int skipped = Math.min(skip, end - at);
            skip -= skipped;
            at += skipped;
            if (at == end) {
                return;
            }
            head = head << 8 | bytes.getUnsignedByte(at++);
            if (++came == KIND_BYTES) {
                kind = head;
                head = 0;
            } else if (came == HEAD_BYTES) {
                length = (int) (kind >> 16);
                skip = length;
                frames.frame((int) (kind >> 8) & 0xff, (int) kind & 0xff, length, (int) head & Integer.MAX_VALUE);
                came = 0;
                head = 0;
            }
        }
    }

    /// How much has come of the payload of a frame that is not complete.
    int partBytes() {
        return skip == 0 ? 0 : Math.max(0, length - skip);
    }
}
