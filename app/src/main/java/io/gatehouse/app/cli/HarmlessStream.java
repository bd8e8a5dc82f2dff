package io.gatehouse.app.cli;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/// Prints texts so that nothing in them can command a terminal: control characters, which begin escape sequences, and
/// characters that turn the writing direction or cannot be seen come out as `\\u001b`. JSON stays the same by that.
public final class HarmlessStream extends PrintStream {
    private static final int ZERO_WIDTH_NON_JOINER = 0x200C;
    private static final int ZERO_WIDTH_JOINER = 0x200D;

    private HarmlessStream(PrintStream out) {
        super(out, true, StandardCharsets.UTF_8);
    }

    /// The stream with such text made harmless; the same one if it is already so.
    public static PrintStream of(PrintStream out) {
        return out instanceof HarmlessStream ? out : new HarmlessStream(out);
    }

    @Override
    public void print(String text) {
        super.print(harmless(String.valueOf(text)));
    }

    /// The text with everything spelled out that a terminal would obey or hide; line ends and tabs stay.
    public static String harmless(String text) {
        if (text.codePoints().noneMatch(HarmlessStream::harmful)) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length() + 16);
        text.replace("\r\n", "\n").codePoints().forEach(point -> {
            if (!harmful(point)) {
                out.appendCodePoint(point);
            } else {
                for (char unit : Character.toChars(point)) {
                    out.append(String.format("\\u%04x", (int) unit));
                }
            }
        });
        return out.toString();
    }

    private static boolean harmful(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL -> point != '\n' && point != '\t';
            case Character.FORMAT -> point != ZERO_WIDTH_JOINER && point != ZERO_WIDTH_NON_JOINER;
            case Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }
}
