package io.gatehouse.doors.mcp.http;

import io.gatehouse.protocol.Slice;
import java.util.Arrays;

/// The mark of UTF-8 that some programs, those of .NET among them, write in front of JSON. A reader may ignore it
/// (RFC 8259, section 8.1).
public final class ByteOrderMark {
    private static final byte[] MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private ByteOrderMark() {}

    /// Its length at the beginning of a text of `length` bytes: 0 when it is not there.
    public static int length(byte[] text, int length) {
        return length >= MARK.length && Arrays.equals(text, 0, MARK.length, MARK, 0, MARK.length) ? MARK.length : 0;
    }

    /// The text behind it; nothing is copied.
    public static Slice without(byte[] text) {
        int mark = length(text, text.length);
        return new Slice(text, mark, text.length - mark);
    }
}
