package io.gatehouse.protocol;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Passes over what most of any message is: ASCII characters that mean nothing in a JSON string, eight at a time.
final class PlainText {
    private static final VarHandle EIGHT_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final long SPACES = 0x2020202020202020L;
    private static final long QUOTES = 0x2222222222222222L;
    private static final long BACKSLASHES = 0x5C5C5C5C5C5C5C5CL;

    private PlainText() {}

    /// The index from which a string has to be looked at byte by byte: never after the first quote, backslash,
    /// control character or byte beyond ASCII, and at most eight bytes before it or the end.
    static int skip(byte[] bytes, int from, int end) {
        int at = from;
        while (at + Long.BYTES <= end && plain((long) EIGHT_BYTES.get(bytes, at))) {
            at += Long.BYTES;
        }
        return at;
    }

    /// A byte sets its high bit below when it is not ASCII, below a space, a quote or a backslash. A borrow reaches the
    /// next byte only from one of those, so it hides nothing.
    private static boolean plain(long eight) {
        long special = eight | (eight - SPACES) | ((eight ^ QUOTES) - ONES) | ((eight ^ BACKSLASHES) - ONES);
        return (special & HIGH_BITS) == 0;
    }
}
