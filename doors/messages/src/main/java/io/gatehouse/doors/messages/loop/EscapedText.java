package io.gatehouse.doors.messages.loop;

import io.gatehouse.doors.messages.api.Trees;
import io.gatehouse.protocol.Json;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// A text that comes in pieces of JSON string literals, kept as the bytes between their quotes: literals
/// put one after the other are the literal of the whole. Costs no decoding unless the text is wanted.
final class EscapedText {
    private byte[] bytes = new byte[64];
    private int length;

    /// Adds a piece, still escaped.
    void add(byte[] data, int from, int to) {
        int more = to - from;
        if (more > bytes.length - length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + more, Math.min(2 * bytes.length, length + (1 << 20))));
        }
        System.arraycopy(data, from, bytes, length, more);
        length += more;
    }

    /// Adds a piece that is not escaped.
    void add(String text) {
        byte[] literal = Json.quoted(text);
        add(literal, 1, literal.length - 1);
    }

    /// The text, with U+FFFD for half a character.
    ///
    /// @throws tools.jackson.core.JacksonException if the pieces were no literals
    String text() {
        if (!escaped()) {
            return new String(bytes, 0, length, StandardCharsets.UTF_8);
        }
        byte[] literal = new byte[length + 2];
        literal[0] = '"';
        System.arraycopy(bytes, 0, literal, 1, length);
        literal[length + 1] = '"';
        return Trees.read(literal).asString("");
    }

    private boolean escaped() {
        for (int at = 0; at < length; at++) {
            if (bytes[at] == '\\') {
                return true;
            }
        }
        return false;
    }
}
