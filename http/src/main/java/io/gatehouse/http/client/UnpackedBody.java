package io.gatehouse.http.client;

import io.gatehouse.http.HttpFailure;
import io.gatehouse.http.codec.ContentCodings;
import io.gatehouse.http.codec.GzipHeader;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/// Undoes one content coding and gives what comes out to another body at once, a small buffer at a time, so that the
/// bounds of that body hold for what is unpacked. A body that ends early is taken as far as it goes, as the usual
/// clients do.
final class UnpackedBody extends ResponseBody {

    private static final int BUFFER = 16 << 10;
    private static final int TRAILER = 8;
    private static final int GZIP_START = 0x1F;
    private static final int ZLIB_METHOD = 8;
    /// A stream has no largest size. What unpacks to much more than any text does is made to keep the reader busy.
    private static final long FREE_BYTES = 4 << 20;
    private static final long MOST_TIMES = 200;

    private enum Step {
        HEADER,
        DATA,
        TRAILER,
        BETWEEN,
        OVER
    }

    private final ResponseBody plain;
    private final ContentCodings.Coding coding;
    private final boolean endless;
    private final byte[] buffer = new byte[BUFFER];
    private final CRC32 checksum = new CRC32();
    private Step step = Step.HEADER;
    private GzipHeader header = new GzipHeader();
    private @Nullable Inflater inflater;
    private int trailing;
    private long trailer;
    private long received;
    private long unpacked;

    /// @param plain takes what comes out
    /// @param endless whether it takes any amount
    UnpackedBody(ResponseBody plain, ContentCodings.Coding coding, boolean endless) {
        this.plain = plain;
        this.coding = coding;
        this.endless = endless;
    }

    @Override
    void data(ByteBuf bytes) throws HttpFailure {
        byte[] piece = ByteBufUtil.getBytes(bytes);
        received += piece.length;
        try {
            int at = 0;
            while (at < piece.length && step != Step.OVER) {
                at = step == Step.DATA ? inflate(piece, at) : framing(piece, at);
            }
        } catch (DataFormatException broken) {
            throw new HttpFailure(
                    HttpFailure.Kind.PROTOCOL,
                    true,
                    "the response cannot be unpacked: it is not valid "
                            + (coding == ContentCodings.Coding.GZIP ? "gzip" : "deflate"),
                    broken);
        }
    }

    /// Reads a byte outside of the data.
    private int framing(byte[] piece, int at) throws DataFormatException {
        int next = piece[at] & 0xFF;
        switch (step) {
            case HEADER -> {
                if (coding == ContentCodings.Coding.DEFLATE) {
                    // Some servers leave out the header of zlib that belongs to this coding.
                    begin((next & 0xF) != ZLIB_METHOD);
                    return at;
                }
                if (header.take(next)) {
                    begin(true);
                }
            }
            case TRAILER -> trailer(next);
            case BETWEEN -> {
                if (next != GZIP_START) {
                    step = Step.OVER; // padding
                    return at;
                }
                header = new GzipHeader();
                step = Step.HEADER;
                return at;
            }
            case DATA, OVER -> throw new IllegalStateException("nothing to frame");
        }
        return at + 1;
    }

    private void begin(boolean bare) {
        close();
        inflater = new Inflater(bare);
        checksum.reset();
        step = Step.DATA;
    }

    private int inflate(byte[] piece, int at) throws DataFormatException, HttpFailure {
        Inflater current = inflater;
        if (current == null) {
            step = Step.OVER; // closed by what was heard
            return piece.length;
        }
        current.setInput(piece, at, piece.length - at);
        while (true) {
            int length = current.inflate(buffer);
            if (length > 0) {
                checksum.update(buffer, 0, length);
                pass(length);
            }
            if (inflater == null) {
                step = Step.OVER;
                return piece.length;
            }
            if (current.finished()) {
                int next = piece.length - current.getRemaining();
                step = coding == ContentCodings.Coding.GZIP ? Step.TRAILER : Step.OVER;
                trailing = 0;
                trailer = 0;
                return next;
            }
            if (current.needsDictionary()) {
                throw new DataFormatException("a dictionary is needed");
            }
            if (length == 0) {
                return piece.length;
            }
        }
    }

    private void pass(int length) throws HttpFailure {
        unpacked += length;
        if (endless && unpacked > FREE_BYTES && unpacked > MOST_TIMES * received) {
            throw new HttpFailure(
                    HttpFailure.Kind.TOO_LARGE,
                    true,
                    "the response unpacks to more than " + MOST_TIMES + " times its size",
                    null);
        }
        plain.data(Unpooled.wrappedBuffer(buffer, 0, length));
    }

    /// Checksum and length, each of four bytes, the lowest first.
    private void trailer(int next) throws DataFormatException {
        trailer |= (long) next << 8 * trailing;
        if (++trailing < TRAILER) {
            return;
        }
        if ((trailer & 0xFFFF_FFFFL) != checksum.getValue()) {
            throw new DataFormatException("the checksum differs");
        }
        step = Step.BETWEEN;
    }

    @Override
    void flush() {
        plain.flush();
    }

    @Override
    void end() {
        plain.end();
    }

    @Override
    void close() {
        Inflater current = inflater;
        inflater = null;
        if (current != null) {
            current.end();
        }
        plain.close();
    }
}
