package io.gatehouse.upstream.repair;

import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Whether a text is a regular expression of ECMA-262. Where engines differ, or only new ones know a form, it is not.
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

    private static final int LONGEST_COUNT = 40;
    private static final Pattern COUNT = Pattern.compile("\\{\\d+(?:,\\d*)?\\}");
    private static final Pattern NAMED = Pattern.compile("\\(\\?<[A-Za-z_$]");

    private final String text;
    private final boolean unicode;
    /// Whether `\k` refers to a group.
    private final boolean named;
    private final Set<String> names = new HashSet<>();
    private final Set<String> referred = new HashSet<>();
    private int groups;
    private int highestReference;
    private int at;
    private boolean wrong;

    private EcmaPattern(String text, boolean unicode) {
        this.text = text;
        this.unicode = unicode;
        this.named = unicode || NAMED.matcher(text).find();
    }

    /// Whether it is one with the flag `u`, as JSON Schema has them.
    static boolean valid(String pattern) {
        return new EcmaPattern(pattern, true).valid();
    }

    /// Whether it is one with the flag `u` or without, where `\-` is allowed, say.
    static boolean validForSome(String pattern) {
        return valid(pattern) || new EcmaPattern(pattern, false).valid();
    }

    /// The pattern if it is one with the flag `u` or without, what it means if it names groups as Python does, else
    /// null.
    static @Nullable String translated(String pattern) {
        if (validForSome(pattern)) {
            return pattern;
        }
        String named = pattern.replace("(?P<", "(?<");
        return validForSome(named) ? named : null;
    }

    private boolean valid() {
        alternatives(0);
        return !wrong && at == text.length() && (!unicode || highestReference <= groups) && names.containsAll(referred);
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
        } else if (take("(?<=") || take("(?<!")) {
            group(depth);
        } else if (take("(?=") || take("(?!")) {
            group(depth);
            if (!unicode) {
                quantifier();
            }
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
        } else if ("*+?)|".indexOf(c) >= 0 || unicode && "{}]".indexOf(c) >= 0 || c == '{' && counts()) {
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
        } else if ((unicode || counts()) && take("{")) {
            long least = digits();
            long most = least;
            if (take(",")) {
                most = at < text.length() && text.charAt(at) == '}' ? Long.MAX_VALUE : digits();
            }
            wrong |= least < 0 || most < least || !take("}");
            take("?");
        }
    }

    /// Whether a count of repetitions is here. Without the flag `u` other braces stand for themselves.
    private boolean counts() {
        int end = text.startsWith("{", at) ? text.indexOf('}', at) : -1;
        return end > 0
                && end - at < LONGEST_COUNT
                && COUNT.matcher(text).region(at, end + 1).matches();
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
                wrong |= unicode ? first < 0 || last < first : first >= 0 && last >= 0 && last < first;
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
        if (!unicode && !known(c)) {
            return c == 'b' && inClass ? '\b' : c;
        }
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

    /// Whether an escape means more than the character itself without the flag `u`.
    private boolean known(char c) {
        return switch (c) {
            case 'd', 'D', 's', 'S', 'w', 'W', 'f', 'n', 'r', 't', 'v' -> true;
            case 'x' -> hexAhead(2);
            case 'u' -> hexAhead(4);
            case 'k' -> named;
            default -> false;
        };
    }

    private boolean hexAhead(int length) {
        if (at + length > text.length()) {
            return false;
        }
        for (int next = at; next < at + length; next++) {
            if (Character.digit(text.charAt(next), 16) < 0) {
                return false;
            }
        }
        return true;
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
