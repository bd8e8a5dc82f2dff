package io.gatehouse.protocol;

/// Where Jackson departs from RFC 8259 and RFC 3629 by design: it guesses UTF-16 and UTF-32, skips a byte order mark,
/// lets UTF-8 encode surrogates and what lies past U+10FFFF, and refuses exponents that no number of its own can hold
/// and member names with half a surrogate pair.
final class JacksonsOwnWays {
    private JacksonsOwnWays() {}

    static boolean differ(byte[] bytes) {
        return guessedEncoding(bytes) || doubtfulUtf8(bytes) || hugeExponent(bytes) || halfSurrogatePair(bytes);
    }

    private static boolean guessedEncoding(byte[] bytes) {
        for (int at = 0; at < Math.min(4, bytes.length); at++) {
            if (bytes[at] == 0 || bytes[at] == (byte) 0xEF || bytes[at] == (byte) 0xFE || bytes[at] == (byte) 0xFF) {
                return true;
            }
        }
        return false;
    }

    private static boolean doubtfulUtf8(byte[] bytes) {
        try {
            java.nio.charset.StandardCharsets.UTF_8.newDecoder().decode(java.nio.ByteBuffer.wrap(bytes));
            return false;
        } catch (java.nio.charset.CharacterCodingException invalid) {
            return true;
        }
    }

    private static boolean hugeExponent(byte[] bytes) {
        String text = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
        return text.matches("(?s).*[eE][+-]?[0-9]{6,}.*");
    }

    private static boolean halfSurrogatePair(byte[] bytes) {
        String text = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
        return text.replaceAll("\\\\u[dD][89abAB]..\\\\u[dD][c-fC-F]..", "").matches("(?s).*\\\\u[dD][89a-fA-F].*");
    }
}
