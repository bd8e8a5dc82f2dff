package io.gatehouse.upstream.repair;

import java.util.HashSet;
import java.util.Set;

/// Whether a text is a regular expression of ECMA-262 with the flag `u`, as JSON Schema has them. Where engines differ,
/// or only new ones know a form, it is not.
final class EcmaPattern {
    private static final int DEEPEST = 50;
    private static final Set<String> CATEGORIES = Set.of(
            "L",
            "Lu",
            "Ll",
            "Lt",
            "LC",
            "Lm",
            "Lo",
            "M",
            "Mn",
            "Mc",
            "Me",
            "N",
            "Nd",
            "Nl",
            "No",
            "P",
            "Pc",
            "Pd",
            "Ps",
            "Pe",
            "Pi",
            "Pf",
            "Po",
            "S",
            "Sm",
            "Sc",
            "Sk",
            "So",
            "Z",
            "Zs",
            "Zl",
            "Zp",
            "C",
            "Cc",
            "Cf",
            "Cs",
            "Co",
            "Cn",
            "Letter",
            "Number",
            "Punctuation",
            "Symbol",
            "Separator",
            "Alphabetic",
            "Lowercase",
            "Uppercase",
            "White_Space",
            "Emoji",
            "ASCII",
            "Any");

    private final String text;
    private final Set<String> names = new HashSet<>();
    private final Set<String> referred = new HashSet<>();
    private int groups;
    private int highestReference;
    private int at;
    private boolean wrong;

    private EcmaPattern(String text) {
        this.text = text;
    }

    static boolean valid(String pattern) {
        EcmaPattern read = new EcmaPattern(pattern);
        read.alternatives(0);
        return !read.wrong
                && read.at == pattern.length()
                && read.highestReference <= read.groups
                && read.names.containsAll(read.referred);
    }

    /// Reads up to the end or a closing bracket. Every step moves on, so the time is linear.
    private void alternatives(int depth) {
        wrong |= depth > DEEPEST;
        while (!wrong && at < text.length() && text.charAt(at) != ')') {
            if (!take("|")) {
                term(depth);
            }
        }
    }

    private void term(int depth) {
        char c = text.charAt(at);
        if (c == '^' || c == '$') {
            at++;
        } else if (text.startsWith("\\b", at) || text.startsWith("\\B", at)) {
            at += 2;
        } else if (take("(?=") || take("(?!") || take("(?<=") || take("(?<!")) {
            group(depth);
        } else {
            atom(c, depth);
            quantifier();
        }
    }

    private void group(int depth) {
        alternatives(depth + 1);
        wrong |= !take(")");
    }

    private void atom(char c, int depth) {
        if (take("(?:")) {
            group(depth);
        } else if (take("(?<")) {
            groups++;
            wrong |= !names.add(name());
            group(depth);
        } else if (c == '(') {
            at++;
            groups++;
            wrong |= at < text.length() && text.charAt(at) == '?';
            group(depth);
        } else if (c == '[') {
            at++;
            characters();
        } else if (c == '\\') {
            at++;
            escape(false);
        } else if ("*+?{}])|".indexOf(c) >= 0) {
            wrong = true;
        } else {
            at += Character.charCount(text.codePointAt(at));
        }
    }

    private String name() {
        int from = at;
        while (at < text.length() && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '_')) {
            at++;
        }
        String name = text.substring(from, at);
        wrong |= name.isEmpty() || Character.isDigit(name.charAt(0)) || !take(">");
        return name;
    }

    private void quantifier() {
        if (take("*") || take("+") || take("?")) {
            take("?");
        } else if (take("{")) {
            long least = digits();
            long most = least;
            if (take(",")) {
                most = at < text.length() && text.charAt(at) == '}' ? Long.MAX_VALUE : digits();
            }
            wrong |= least < 0 || most < least || !take("}");
            take("?");
        }
    }

    private long digits() {
        int from = at;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        return at == from || at - from > 9 ? -1 : Long.parseLong(text.substring(from, at));
    }

    /// A class, after its opening bracket.
    private void characters() {
        take("^");
        while (!wrong && !take("]")) {
            int first = character();
            if (text.startsWith("-", at) && !text.startsWith("-]", at)) {
                at++;
                int last = character();
                wrong |= first < 0 || last < first;
            }
        }
    }

    /// One character of a class; -1 for a set of several.
    private int character() {
        if (at >= text.length()) {
            wrong = true;
            return -1;
        }
        if (take("\\")) {
            return escape(true);
        }
        int c = text.codePointAt(at);
        at += Character.charCount(c);
        return c;
    }

    /// What follows a backslash; the character, or -1 when it stands for others.
    private int escape(boolean inClass) {
        if (at >= text.length()) {
            wrong = true;
            return -1;
        }
        char c = text.charAt(at++);
        switch (c) {
            case 'd', 'D', 's', 'S', 'w', 'W' -> {
                return -1;
            }
            case 'p', 'P' -> {
                property();
                return -1;
            }
            case 'f' -> {
                return '\f';
            }
            case 'n' -> {
                return '\n';
            }
            case 'r' -> {
                return '\r';
            }
            case 't' -> {
                return '\t';
            }
            case 'v' -> {
                return 0x0b;
            }
            case 'x' -> {
                return hex(2);
            }
            case 'u' -> {
                return unicode();
            }
            case '0' -> {
                wrong |= at < text.length() && Character.isDigit(text.charAt(at));
                return 0;
            }
            default -> {
                return other(c, inClass);
            }
        }
    }

    private int other(char c, boolean inClass) {
        if ("^$\\.*+?()[]{}|/".indexOf(c) >= 0) {
            return c;
        }
        if (inClass) {
            wrong |= c != '-' && c != 'b';
            return c == 'b' ? '\b' : c;
        }
        if (c >= '1' && c <= '9') {
            at--;
            long group = digits();
            wrong |= group < 0;
            highestReference = Math.max(highestReference, (int) group);
        } else if (c == 'k' && take("<")) {
            referred.add(name());
        } else {
            wrong = true;
        }
        return -1;
    }

    private int unicode() {
        if (!take("{")) {
            return hex(4);
        }
        int end = text.indexOf('}', at);
        int length = end - at;
        if (end < 0 || length < 1 || length > 6) {
            wrong = true;
            return -1;
        }
        int value = hex(length);
        at = end + 1;
        wrong |= value > Character.MAX_CODE_POINT;
        return value;
    }

    private int hex(int length) {
        if (at + length > text.length()) {
            wrong = true;
            return -1;
        }
        int value = 0;
        for (int end = at + length; at < end; at++) {
            int digit = Character.digit(text.charAt(at), 16);
            wrong |= digit < 0 || text.charAt(at) > 'f';
            value = 16 * value + Math.max(digit, 0);
        }
        return value;
    }

    private void property() {
        int end = text.startsWith("{", at) ? text.indexOf('}', at) : -1;
        if (end < 0) {
            wrong = true;
            return;
        }
        wrong |= !CATEGORIES.contains(text.substring(at + 1, end));
        at = end + 1;
    }

    private boolean take(String expected) {
        if (text.startsWith(expected, at)) {
            at += expected.length();
            return true;
        }
        return false;
    }
}
