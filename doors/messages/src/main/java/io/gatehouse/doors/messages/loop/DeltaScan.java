package io.gatehouse.doors.messages.loop;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Reads the data of a `content_block_delta` or `content_block_stop` event without a tree, where it is written as
/// providers write it: keys in the API's order, nothing between them.
///
/// @param index of the block
/// @param digits where the index begins in the data
/// @param rest where the data goes on behind the index
/// @param delta what grows; null for a stop, and for a delta that only a tree can read
/// @param from where the text of the delta begins, still escaped
/// @param to where it ends
record DeltaScan(int index, int digits, int rest, @Nullable Delta delta, int from, int to) {

    /// The kinds of delta that are a text.
    enum Delta {
        TEXT("text_delta", "text"),
        JSON("input_json_delta", "partial_json"),
        THINKING("thinking_delta", "thinking"),
        SIGNATURE("signature_delta", "signature");

        private final byte[] opening;

        Delta(String type, String key) {
            opening = (type + "\",\"" + key + "\":\"").getBytes(StandardCharsets.US_ASCII);
        }
    }

    private static final byte[] DELTA = ascii("{\"type\":\"content_block_delta\",\"index\":");
    private static final byte[] STOP = ascii("{\"type\":\"content_block_stop\",\"index\":");
    private static final byte[] INSIDE = ascii(",\"delta\":{\"type\":\"");
    private static final Delta[] KINDS = Delta.values();
    private static final int MOST_DIGITS = 6;
    private static final int SMALLEST_CHARACTER = 0x20;

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /// What stands in the data of a delta; null when only a tree can tell.
    static @Nullable DeltaScan delta(byte[] data) {
        int end = digitsEnd(data, DELTA);
        if (end < 0 || !at(data, end, INSIDE)) {
            return null;
        }
        int index = number(data, DELTA.length, end);
        int inside = end + INSIDE.length;
        for (Delta kind : KINDS) {
            if (at(data, inside, kind.opening)) {
                int from = inside + kind.opening.length;
                int to = closing(data, from);
                return to < 0 ? null : new DeltaScan(index, DELTA.length, end, kind, from, to);
            }
        }
        return null;
    }

    /// What stands in the data of a stop; null when only a tree can tell.
    static @Nullable DeltaScan stop(byte[] data) {
        int end = digitsEnd(data, STOP);
        return end < 0 || end != data.length - 1 || data[end] != '}'
                ? null
                : new DeltaScan(number(data, STOP.length, end), STOP.length, end, null, 0, 0);
    }

    private static int digitsEnd(byte[] data, byte[] opening) {
        if (!at(data, 0, opening)) {
            return -1;
        }
        int end = opening.length;
        while (end < data.length && data[end] >= '0' && data[end] <= '9') {
            end++;
        }
        int digits = end - opening.length;
        return digits == 0 || digits > MOST_DIGITS ? -1 : end;
    }

    private static int number(byte[] data, int from, int to) {
        int number = 0;
        for (int at = from; at < to; at++) {
            number = 10 * number + data[at] - '0';
        }
        return number;
    }

    private static boolean at(byte[] data, int offset, byte[] text) {
        int end = offset + text.length;
        return end <= data.length && Arrays.equals(data, offset, end, text, 0, text.length);
    }

    /// Where the quote stands that ends the text, if nothing but the end of the event follows it; else -1. Some
    /// providers fill events with spaces, so that their length tells nothing.
    private static int closing(byte[] data, int from) {
        int at = from;
        while (at < data.length && data[at] != '"') {
            if (data[at] >= 0 && data[at] < SMALLEST_CHARACTER) {
                return -1;
            }
            at += data[at] == '\\' ? 2 : 1;
        }
        int braces = 0;
        for (int behind = at + 1; behind < data.length; behind++) {
            if (data[behind] == '}') {
                braces++;
            } else if (data[behind] != ' ') {
                return -1;
            }
        }
        return braces == 2 ? at : -1;
    }
}
