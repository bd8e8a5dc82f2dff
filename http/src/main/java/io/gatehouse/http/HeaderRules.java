package io.gatehouse.http;

/// What may stand in a header field: RFC 9110, section 5.
public final class HeaderRules {

    private static final boolean[] TOKEN = token();

    private HeaderRules() {}

    public static void check(String name, String value) {
        checkToken("a header name", name);
        if (value.indexOf('\r') >= 0 || value.indexOf('\n') >= 0 || value.indexOf(0) >= 0) {
            throw new IllegalArgumentException("the value of header " + name + " holds a line break or NUL");
        }
    }

    /// RFC 9110, section 5.6.2.
    public static void checkToken(String what, String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException(what + " must not be empty");
        }
        if (!token(text)) {
            throw new IllegalArgumentException(what + " holds a character that is not allowed there");
        }
    }

    /// Whether a text is a token.
    public static boolean token(CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= TOKEN.length || !TOKEN[c]) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    private static boolean[] token() {
        boolean[] token = new boolean[128];
        for (char c = '0'; c <= '9'; c++) {
            token[c] = true;
        }
        for (char c = 'a'; c <= 'z'; c++) {
            token[c] = true;
            token[c - 32] = true;
        }
        for (char c : "!#$%&'*+-.^_`|~".toCharArray()) {
            token[c] = true;
        }
        return token;
    }
}
