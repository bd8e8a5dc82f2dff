package io.gatehouse.scripted;

import java.nio.charset.StandardCharsets;

/// How the scripted model counts: a token is four bytes of UTF-8, begun ones included.
final class Tokens {
    static final int BYTES = 4;

    private Tokens() {}

    static int of(long bytes) {
        return (int) Math.min(Integer.MAX_VALUE, (bytes + BYTES - 1) / BYTES);
    }

    static int of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8).length);
    }

    /// The longest beginning of a text that is no more than so many tokens; never ends within a
    /// character.
    static String first(String text, int tokens) {
        long room = (long) tokens * BYTES;
        int end = 0;
        while (end < text.length()) {
            int point = text.codePointAt(end);
            room -= point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
            if (room < 0) {
                break;
            }
            end += Character.charCount(point);
        }
        return text.substring(0, end);
    }
}
