package io.gatehouse.protocol;

/// Texts of others in messages of ours, which must not grow with them.
public final class ShortText {
    private ShortText() {}

    /// The text, or its beginning and `…` where it has more characters than this; none is cut in half.
    public static String of(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        int end = most > 0 && Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most;
        return text.substring(0, end) + "…";
    }
}
