package io.gatehouse.protocol;

import java.util.Arrays;

/// Half a character: `\ud83d` without its other half. JSON allows it, but Python clients and providers of models refuse
/// every message that has one.
public final class LoneSurrogates {
    private static final int ESCAPE = 6;
    private static final byte[] REPLACEMENT = {'\\', 'u', 'f', 'f', 'f', 'd'};
    private static final char REPLACEMENT_CHARACTER = '\ufffd';

    private LoneSurrogates() {}

    /// The JSON with each escape of one replaced by that of U+FFFD; the same slice when there is none.
    public static Slice replaced(Slice json) {
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
            copy = copy == null ? Arrays.copyOfRange(bytes, json.offset(), json.end()) : copy;
            System.arraycopy(REPLACEMENT, 0, copy, at - json.offset(), ESCAPE);
            at += ESCAPE;
        }
        return copy == null ? json : Slice.of(copy);
    }

    /// The text with each replaced by U+FFFD; the same text when there is none.
    public static String replaced(String text) {
        StringBuilder copy = null;
        for (int at = first(text, 0); at >= 0; at = first(text, at + 1)) {
            copy = copy == null ? new StringBuilder(text) : copy;
            copy.setCharAt(at, REPLACEMENT_CHARACTER);
        }
        return copy == null ? text : copy.toString();
    }

    /// The text of JSON with each written as an escape, which UTF-8 can encode; the same text when there is none.
    public static String escaped(String json) {
        StringBuilder out = null;
        int done = 0;
        for (int at = first(json, 0); at >= 0; at = first(json, at + 1)) {
            out = out == null ? new StringBuilder(json.length() + ESCAPE) : out;
            out.append(json, done, at).append("\\u").append(Integer.toHexString(json.charAt(at)));
            done = at + 1;
        }
        return out == null ? json : out.append(json, done, json.length()).toString();
    }

    /// Where the first is at or after a place that is not inside a pair; -1 when there is none.
    private static int first(String text, int from) {
        int length = text.length();
        for (int at = from; at < length; at++) {
            char c = text.charAt(at);
            if (!Character.isSurrogate(c)) {
                continue;
            }
            if (at + 1 < length && Character.isSurrogatePair(c, text.charAt(at + 1))) {
                at++;
            } else {
                return at;
            }
        }
        return -1;
    }

    /// 1 for an escape of a first half at this place, 2 for one of a second half, 0 for anything else.
    private static int half(byte[] bytes, int at, int end) {
        if (at + ESCAPE > end || bytes[at] != '\\' || bytes[at + 1] != 'u') {
            return 0;
        }
        int unit = 0;
        for (int digit = at + 2; digit < at + ESCAPE; digit++) {
            int value = bytes[digit] < 0 ? -1 : Character.digit(bytes[digit], 16);
            if (value < 0) {
                return 0;
            }
            unit = unit << 4 | value;
        }
        return Character.isHighSurrogate((char) unit) ? 1 : Character.isLowSurrogate((char) unit) ? 2 : 0;
    }
}
