package io.gatehouse.models;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Names in which `*` stands for any text.
public final class Patterns {
    /// The longest name that fits a pattern, in characters.
    private static final int MAX_NAME = 1_024;

    private Patterns() {}

    /// Whether a name fits a pattern. Takes time in proportion to the product of both lengths at most.
    public static boolean fits(String pattern, String name) {
        if (name.length() > MAX_NAME) {
            return false;
        }
        int at = 0;
        int in = 0;
        int star = -1;
        int resume = 0;
        while (in < name.length()) {
            if (at < pattern.length() && pattern.charAt(at) == '*') {
                star = at++;
                resume = in;
            } else if (at < pattern.length() && pattern.charAt(at) == name.charAt(in)) {
                at++;
                in++;
            } else if (star >= 0) {
                at = star + 1;
                in = ++resume;
            } else {
                return false;
            }
        }
        while (at < pattern.length() && pattern.charAt(at) == '*') {
            at++;
        }
        return at == pattern.length();
    }

    /// The entry of exactly this name, else the first whose pattern fits; null when none does.
    public static <T> @Nullable T best(List<T> entries, Function<T, String> pattern, String name) {
        for (T entry : entries) {
            if (pattern.apply(entry).equals(name)) {
                return entry;
            }
        }
        for (T entry : entries) {
            if (fits(pattern.apply(entry), name)) {
                return entry;
            }
        }
        return null;
    }
}
