package io.gatehouse.policy.rule;

import com.google.re2j.Pattern;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// A regular expression of a condition, compiled once.
///
/// @param size of its program, in instructions
record Regex(Pattern pattern, int size) {
    private static final int MOST_REMEMBERED = 10_000;
    private static final Map<String, Regex> KNOWN = new ConcurrentHashMap<>();

    /// @throws com.google.re2j.PatternSyntaxException when RE2 does not take it
    static Regex of(String text) {
        Regex known = KNOWN.get(text);
        if (known != null) {
            return known;
        }
        Pattern pattern = Pattern.compile(text);
        Regex compiled = new Regex(pattern, pattern.programSize());
        if (KNOWN.size() >= MOST_REMEMBERED) {
            KNOWN.clear();
        }
        KNOWN.put(text, compiled);
        return compiled;
    }
}
