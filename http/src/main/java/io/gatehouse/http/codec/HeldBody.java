package io.gatehouse.http.codec;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/// The body that comes on one stream of HTTP/2. While it is paused, what was on its way is kept and does not return to
/// the window of the stream, so that no more comes than that window. Belongs to its event loop.
public final class HeldBody {
    private final Http2Codec codec;
    private final int stream;
    private final Channel channel;
    private final Taker taker;
    private @Nullable ByteBuf held;
    private boolean paused;
    private boolean ended;
    private boolean endTold;
    private boolean closed;

    /// What takes the body.
    public interface Taker {

        /// Takes a piece and copies what it keeps.
        void take(ByteBuf piece);

        /// The body is complete.
        void end();
    }

    public HeldBody(Http2Codec codec, int stream, Channel channel, Taker taker) {
        this.codec = codec;
        this.stream = stream;
        this.channel = channel;
        this.taker = taker;
    }

    /// A piece has come.
    ///
    /// @return how much of it was taken, in bytes
    public int came(ByteBuf piece) {
        int size = piece.readableBytes();
        if (!paused && held == null) {
            taker.take(piece);
            return size;
        }
        // A copy, as the piece is a small part of a large buffer that would be held with it.
        ByteBuf before = held;
        ByteBuf now = before == null ? channel.alloc().buffer(size) : before;
        held = now.writeBytes(piece, piece.readerIndex(), size);
        return 0;
    }

    /// Nothing more comes.
    public void cameAll() {
        ended = true;
        tellEnd();
    }

    private void tellEnd() {
        if (ended && !endTold && !paused && !closed && held == null) {
            endTold = true;
            taker.end();
        }
    }

    /// Keeps what comes from now on.
    public void pause() {
        paused = true;
    }

    /// Passes on what was kept, in a moment, and what comes.
    public void resume() {
        if (paused) {
            paused = false;
            channel.eventLoop().execute(this::passOn);
        }
    }

    private void passOn() {
        if (paused || closed) {
            return;
        }
        ByteBuf kept = held;
        held = null;
        if (kept != null) {
            int size = kept.readableBytes();
            try {
                taker.take(kept);
            } finally {
                kept.release();
            }
            codec.taken(stream, size);
        }
        tellEnd();
    }

    /// The stream is gone.
    public void close() {
        closed = true;
        if (held != null) {
            held.release();
            held = null;
        }
    }
}
