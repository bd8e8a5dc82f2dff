package io.gatehouse.gateway.approval;

import java.util.Locale;

/// Texts of others as a person can read them safely on a terminal or a page: every character that is not visible, that
/// turns the direction of writing, or that begins markup is written as an escape of JSON. Two texts that differ look
/// different, as far as letters do.
public final class SafeText {
    private static final int MOST_MARKS = 2;
    private static final int MOST_SPACES = 2;

    private SafeText() {}

    /// The text in quotes. What stands between them has no quote that is not escaped, so that no text can pretend to
    /// end.
    public static String quoted(String text) {
        return '"' + inner(text) + '"';
    }

    /// The text as it is where it is a plain name, else in quotes.
    public static String name(String text) {
        return text.matches("[A-Za-z0-9_./-]{1,128}") ? text : quoted(text);
    }

    /// The text without quotes around it.
    public static String inner(String text) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        int marks = MOST_MARKS;
        int spaces = 0;
        for (int at = 0; at < text.length(); ) {
            int c = text.codePointAt(at);
            at += Character.charCount(c);
            boolean mark = mark(c);
            marks = mark ? marks + 1 : Character.isLetter(c) ? 0 : MOST_MARKS;
            spaces = c == ' ' ? spaces + 1 : 0;
            boolean shown = mark ? marks <= MOST_MARKS && !blank(c) : visible(c) && spaces <= MOST_SPACES;
            if (shown) {
                out.appendCodePoint(c);
            } else {
                escape(out, c);
            }
        }
        return out.toString();
    }

    private static boolean mark(int c) {
        return switch (Character.getType(c)) {
            case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK -> true;
            default -> false;
        };
    }

    private static boolean visible(int c) {
        if (c < 0x80) {
            return c >= ' ' && c != 0x7f && "\"\\<>&`".indexOf(c) < 0;
        }
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.SPACE_SEPARATOR,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> !blank(c);
        };
    }

    /// Letters, symbols and marks that show nothing.
    private static boolean blank(int c) {
        return switch (c) {
            case 0x034f, 0x115f, 0x1160, 0x17b4, 0x17b5, 0x180b, 0x180c, 0x180d, 0x180f, 0x2800, 0x3164, 0xffa0 -> true;
            default -> c >= 0xfe00 && c <= 0xfe0f || c >= 0xe0100 && c <= 0xe01ef;
        };
    }

    private static void escape(StringBuilder out, int c) {
        switch (c) {
            case '"', '\\' -> out.append('\\').appendCodePoint(c);
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            default -> {
                for (char part : Character.toChars(c)) {
                    out.append(String.format(Locale.ROOT, "\\u%04x", (int) part));
                }
            }
        }
    }
}
