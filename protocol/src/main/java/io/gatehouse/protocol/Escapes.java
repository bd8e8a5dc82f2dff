package io.gatehouse.protocol;

import java.util.HexFormat;

/// Texts without the escapes that they do not need: they mean the same, and can be searched.
public final class Escapes {
    /// How long an escaped character is at most.
    public static final int LONGEST = 6;

    private static final int FIRST = 0x20;
    private static final int LAST = 0x7e;
    private static final String UNRESERVED = "-._~";

    private Escapes() {}

    /// A text of JSON in which no visible character of ASCII is written as `\\u002d` or `\\/` (RFC 8259, section 7).
    public static String json(String text) {
        int next = text.indexOf('\\');
        if (next < 0) {
            return text;
        }
        StringBuilder plain = new StringBuilder(text.length());
        int done = 0;
        while (next >= 0 && next + 1 < text.length()) {
            plain.append(text, done, next);
            char kind = text.charAt(next + 1);
            int code = kind == 'u' ? code(text, next + 2, next + LONGEST) : -1;
            if (code >= FIRST && code <= LAST) {
                plain.append(code == '"' || code == '\\' ? "\\" : "").append((char) code);
                done = next + LONGEST;
            } else {
                plain.append(kind == '/' ? "/" : text.substring(next, next + 2));
                done = next + 2;
            }
            next = text.indexOf('\\', done);
        }
        return plain.append(text, done, text.length()).toString();
    }

    /// A text of URLs in which no unreserved character is written as `%2D`, and digits of the others are upper-case
    /// (RFC 3986, section 6.2.2).
    public static String percent(String text) {
        int next = text.indexOf('%');
        if (next < 0) {
            return text;
        }
        StringBuilder plain = new StringBuilder(text.length());
        int done = 0;
        while (next >= 0) {
            plain.append(text, done, next);
            int code = code(text, next + 1, next + 3);
            if (code < 0) {
                plain.append('%');
                done = next + 1;
            } else {
                plain.append(unreserved(code) ? Character.toString(code) : "%" + upper(code));
                done = next + 3;
            }
            next = text.indexOf('%', done);
        }
        return plain.append(text, done, text.length()).toString();
    }

    /// Bytes as a form writes them (WHATWG URL, section 5.2).
    static String form(byte[] bytes) {
        StringBuilder form = new StringBuilder(bytes.length);
        for (byte each : bytes) {
            if (each == ' ') {
                form.append('+');
            } else if (each != '~' && unreserved(each & 0xff) || each == '*') {
                form.append((char) each);
            } else {
                form.append('%').append(upper(each));
            }
        }
        return form.toString();
    }

    private static String upper(int code) {
        return HexFormat.of().withUpperCase().toHexDigits((byte) code);
    }

    private static boolean unreserved(int code) {
        return code <= LAST && (Character.isLetterOrDigit(code) || UNRESERVED.indexOf(code) >= 0);
    }

    /// What hexadecimal digits say; -1 when they are none.
    private static int code(String text, int from, int to) {
        if (to > text.length()) {
            return -1;
        }
        for (int at = from; at < to; at++) {
            if (!HexFormat.isHexDigit(text.charAt(at))) {
                return -1;
            }
        }
        return HexFormat.fromHexDigits(text, from, to);
    }
}
