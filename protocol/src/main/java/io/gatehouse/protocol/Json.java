package io.gatehouse.protocol;

import java.nio.charset.StandardCharsets;

/// The few conversions between JSON text and values that the protocol itself needs.
public final class Json {
    private static final String HEX = "0123456789abcdef";

    private Json() {}

    /// A JSON string literal with this value, quotes included.
    public static String quote(String value) {
        StringBuilder out = new StringBuilder(value.length() + 2).append('"');
        for (int index = 0; index < value.length(); index++) {
            char c = value.charAt(index);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < 0x20 || loneSurrogate(value, index)) {
                        out.append("\\u")
                                .append(HEX.charAt(c >> 12))
                                .append(HEX.charAt(c >> 8 & 15))
                                .append(HEX.charAt(c >> 4 & 15))
                                .append(HEX.charAt(c & 15));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        return out.append('"').toString();
    }

    /// [#quote(String)] as UTF-8.
    public static byte[] quoted(String value) {
        return quote(value).getBytes(StandardCharsets.UTF_8);
    }

    /// The value of a well-formed JSON string literal.
    public static String unquote(Slice literal) {
        String text = new String(literal.array(), literal.offset() + 1, literal.length() - 2, StandardCharsets.UTF_8);
        if (text.indexOf('\\') < 0) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length());
        for (int index = 0; index < text.length(); index++) {
            char c = text.charAt(index);
            if (c != '\\') {
                out.append(c);
                continue;
            }
            char escape = text.charAt(++index);
            switch (escape) {
                case 'b' -> out.append('\b');
                case 'f' -> out.append('\f');
                case 'n' -> out.append('\n');
                case 'r' -> out.append('\r');
                case 't' -> out.append('\t');
                case 'u' -> {
                    out.append((char) Integer.parseInt(text, index + 1, index + 5, 16));
                    index += 4;
                }
                default -> out.append(escape);
            }
        }
        return out.toString();
    }

    /// Whether the slice is exactly one well-formed JSON value within the default limits.
    public static boolean wellFormed(Slice value) {
        try {
            new JsonScanner(value, Limits.INNER_DEPTH).wholeValue();
            return true;
        } catch (MalformedJsonException malformed) {
            return false;
        }
    }

    /// The elements of a JSON array, each as it came.
    ///
    /// @throws MalformedJsonException when the slice is not one well-formed array
    public static java.util.List<Slice> elements(Slice array) throws MalformedJsonException {
        return new JsonScanner(array, Limits.INNER_DEPTH).wholeArray();
    }

    private static boolean loneSurrogate(String value, int index) {
        char c = value.charAt(index);
        if (Character.isHighSurrogate(c)) {
            return index + 1 == value.length() || !Character.isLowSurrogate(value.charAt(index + 1));
        }
        return Character.isLowSurrogate(c) && (index == 0 || !Character.isHighSurrogate(value.charAt(index - 1)));
    }
}
