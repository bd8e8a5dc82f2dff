package io.gatehouse.upstream.repair;

import io.gatehouse.protocol.Slice;

/// Escapes of half a character, `\ud83d` without its other half: Python clients refuse every message that has one.
final class LoneSurrogates {
    private static final int ESCAPE = 6;
    private static final byte[] REPLACEMENT = {'\\', 'u', 'f', 'f', 'f', 'd'};

    private LoneSurrogates() {}

    /// The JSON with each replaced by U+FFFD; the same slice when there is none.
    static Slice replaced(Slice json) {
        byte[] bytes = json.array();
        byte[] copy = null;
        int at = json.offset();
        while (at < json.end() - 1) {
            if (bytes[at] != '\\') {
                at++;
                continue;
            }
            int half = half(bytes, at, json.end());
            if (half == 0) {
                at += 2;
                continue;
            }
            if (half == 1 && half(bytes, at + ESCAPE, json.end()) == 2) {
                at += 2 * ESCAPE;
                continue;
            }
            copy = copy == null ? json.bytes() : copy;
            System.arraycopy(REPLACEMENT, 0, copy, at - json.offset(), ESCAPE);
            at += ESCAPE;
        }
        return copy == null ? json : Slice.of(copy);
    }

    /// 1 for an escape of a first half at this place, 2 for one of a second half, 0 for anything else.
    private static int half(byte[] bytes, int at, int end) {
        if (at + ESCAPE > end || bytes[at] != '\\' || bytes[at + 1] != 'u' || (bytes[at + 2] | 0x20) != 'd') {
            return 0;
        }
        int digit = bytes[at + 3] | 0x20;
        return digit == '8' || digit == '9' || digit == 'a' || digit == 'b' ? 1 : digit >= 'c' && digit <= 'f' ? 2 : 0;
    }
}
