package io.gatehouse.policy.rule;

/// Looks for a text in another one in linear time: [String#contains] takes the product of both lengths when they are
/// chosen for that.
final class TextSearch {
    /// Up to this product, nothing is worth preparing.
    private static final long SHORT = 4_096;

    private TextSearch() {}

    static boolean contains(String text, String part) {
        if (part.length() > text.length()) {
            return false;
        }
        return (long) text.length() * part.length() <= SHORT ? text.contains(part) : find(text, part);
    }

    /// The algorithm of Knuth, Morris and Pratt.
    private static boolean find(String text, String part) {
        int[] borders = borders(part);
        int matched = 0;
        for (int at = 0; at < text.length(); at++) {
            char next = text.charAt(at);
            while (matched > 0 && part.charAt(matched) != next) {
                matched = borders[matched - 1];
            }
            if (part.charAt(matched) == next) {
                matched++;
            }
            if (matched == part.length()) {
                return true;
            }
        }
        return false;
    }

    /// How long a beginning each beginning of the text also ends with.
    private static int[] borders(String part) {
        int[] borders = new int[part.length()];
        int matched = 0;
        for (int at = 1; at < part.length(); at++) {
            char next = part.charAt(at);
            while (matched > 0 && part.charAt(matched) != next) {
                matched = borders[matched - 1];
            }
            if (part.charAt(matched) == next) {
                matched++;
            }
            borders[at] = matched;
        }
        return borders;
    }
}
