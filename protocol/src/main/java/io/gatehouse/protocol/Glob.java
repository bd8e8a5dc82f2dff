package io.gatehouse.protocol;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A pattern over names: `*` stands for any text, `?` for one character, all else for itself.
///
/// @param pattern the pattern's text
public record Glob(String pattern) {
    /// The longest name that patterns are compared with, in characters; a longer one matches none.
    public static final int MAX_NAME = 8_192;

    /// The entry of exactly this name, else the first whose pattern matches; null when none does.
    ///
    /// @param pattern the name or pattern of an entry
    public static <T> @Nullable T best(Iterable<T> entries, Function<T, String> pattern, String name) {
        T first = null;
        for (T entry : entries) {
            String text = pattern.apply(entry);
            if (text.equals(name)) {
                return entry;
            }
            if (first == null && new Glob(text).matches(name)) {
                first = entry;
            }
        }
        return first;
    }

    /// Whether it may match other names than its own text.
    public boolean open() {
        return pattern.indexOf('*') >= 0 || pattern.indexOf('?') >= 0;
    }

    /// Whether the whole name matches. Takes time in proportion to the product of both lengths at most.
    public boolean matches(String name) {
        if (name.length() > MAX_NAME) {
            return false;
        }
        int at = 0;
        int step = 0;
        int star = -1;
        int mark = 0;
        while (at < name.length()) {
            if (step < pattern.length() && pattern.charAt(step) == '*') {
                star = step++;
                mark = at;
            } else if (step < pattern.length()
                    && (pattern.charAt(step) == '?' || pattern.charAt(step) == name.charAt(at))) {
                at++;
                step++;
            } else if (star >= 0) {
                step = star + 1;
                at = ++mark;
            } else {
                return false;
            }
        }
        while (step < pattern.length() && pattern.charAt(step) == '*') {
            step++;
        }
        return step == pattern.length();
    }
}
