package io.gatehouse.upstream.reading;

import io.gatehouse.protocol.Slice;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Bytes of a server that should be UTF-8 and are not quite.
public final class ServerText {
    /// The bytes of U+FFFD.
    static final byte[] REPLACEMENT = {(byte) 0xEF, (byte) 0xBF, (byte) 0xBD};

    /// What has more to replace is no text, and would grow to three times its size.
    private static final int MOST_REPLACED = 1 << 20;

    private static final byte[] MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
    private static final int PIECE = 8_192;

    private ServerText() {}

    /// The bytes without the byte-order marks that they begin with; the same slice when there is none.
    static Slice withoutMark(Slice bytes) {
        int from = afterMark(bytes.array(), bytes.offset(), bytes.end());
        return from == bytes.offset() ? bytes : new Slice(bytes.array(), from, bytes.end() - from);
    }

    /// Where the text begins after the byte-order marks at its start.
    public static int afterMark(byte[] bytes, int from, int end) {
        int at = from;
        while (end - at >= MARK.length && Arrays.equals(bytes, at, at + MARK.length, MARK, 0, MARK.length)) {
            at += MARK.length;
        }
        return at;
    }

    /// The bytes with U+FFFD in place of what is no UTF-8; null when all is, or too much is not.
    static @Nullable Slice replaced(Slice bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes.array(), bytes.offset(), bytes.length());
        CharBuffer dropped = CharBuffer.allocate(PIECE);
        ByteArrayOutputStream text = null;
        int replaced = 0;
        int from = bytes.offset();
        while (true) {
            CoderResult result = decoder.decode(in, dropped.clear(), true);
            if (result.isUnderflow()) {
                break;
            }
            if (result.isError()) {
                if (++replaced > MOST_REPLACED) {
                    return null;
                }
                text = text == null ? new ByteArrayOutputStream(bytes.length() + PIECE) : text;
                text.write(bytes.array(), from, in.position() - from);
                text.writeBytes(REPLACEMENT);
                in.position(in.position() + result.length());
                from = in.position();
            }
        }
        if (text == null) {
            return null;
        }
        text.write(bytes.array(), from, bytes.end() - from);
        return Slice.of(text.toByteArray());
    }

    /// Whether something was replaced in a part.
    static boolean replacedIn(Slice part) {
        byte[] bytes = part.array();
        for (int at = part.offset(); at <= part.end() - REPLACEMENT.length; at++) {
            if (bytes[at] == REPLACEMENT[0]
                    && Arrays.equals(bytes, at, at + REPLACEMENT.length, REPLACEMENT, 0, REPLACEMENT.length)) {
                return true;
            }
        }
        return false;
    }
}
