package io.gatehouse.http.sse;

import io.gatehouse.http.memory.Buffers;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// The characters of JSON texts that some readers of event streams take for ends of lines, though the standard does
/// not: U+0085, U+2028 and U+2029. A client with such a reader loses the message and waits for it in vain, so they are
/// written as escapes, which mean the same: JSON has them in strings only.
final class LineSeparators {
    private static final byte[] NEXT_LINE = "\\u0085".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LINE = "\\u2028".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PARAGRAPH = "\\u2029".getBytes(StandardCharsets.US_ASCII);

    private LineSeparators() {}

    /// The same JSON text in UTF-8 without them; the bytes themselves when there are none.
    static byte[] escaped(byte[] json) {
        ByteArrayOutputStream escaped = null;
        int copied = 0;
        for (int at = 0; at + 1 < json.length; at++) {
            byte b = json[at];
            if (b != (byte) 0xC2 && b != (byte) 0xE2) {
                continue;
            }
            byte[] escape = escape(json, at);
            if (escape.length > 0) {
                escaped = escaped == null ? new ByteArrayOutputStream(json.length + 64) : escaped;
                escaped.write(json, copied, at - copied);
                escaped.writeBytes(escape);
                copied = at + (b == (byte) 0xC2 ? 2 : 3);
            }
        }
        if (escaped == null) {
            return json;
        }
        escaped.write(json, copied, json.length - copied);
        return escaped.toByteArray();
    }

    private static byte[] escape(byte[] json, int at) {
        byte next = json[at + 1];
        if (json[at] == (byte) 0xC2) {
            return next == (byte) 0x85 ? NEXT_LINE : Buffers.EMPTY;
        }
        if (next != (byte) 0x80 || at + 2 >= json.length) {
            return Buffers.EMPTY;
        }
        return switch (json[at + 2]) {
            case (byte) 0xA8 -> LINE;
            case (byte) 0xA9 -> PARAGRAPH;
            default -> Buffers.EMPTY;
        };
    }
}
