package io.gatehouse.protocol;

import java.nio.charset.StandardCharsets;

/// Texts of others in messages of ours, which must not grow with them. No character is cut in half.
public final class ShortText {
    private ShortText() {}

    /// The text, or its beginning and `…` where it has more characters than this.
    public static String of(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        int end = most > 0 && Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most;
        return text.substring(0, end) + "…";
    }

    /// The beginning of a text that has at most this many bytes in UTF-8.
    ///
    /// @param most nothing is left of the text where it is less than 1
    public static String ofBytes(String text, int most) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= most) {
            return text;
        }
        int end = Math.max(0, most);
        while (end > 0 && (bytes[end] & 0xc0) == 0x80) {
            end--;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }
}
