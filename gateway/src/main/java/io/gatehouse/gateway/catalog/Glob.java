package io.gatehouse.gateway.catalog;

/// A pattern over names: `*` stands for any text, `?` for one character, all else for itself.
///
/// @param pattern the pattern's text
record Glob(String pattern) {

    /// Whether the whole name matches.
    boolean matches(String name) {
        int at = 0;
        int step = 0;
        int star = -1;
        int mark = 0;
        while (at < name.length()) {
            if (step < pattern.length()
                    && (pattern.charAt(step) == '?' || pattern.charAt(step) == name.charAt(at))
                    && pattern.charAt(step) != '*') {
                at++;
                step++;
            } else if (step < pattern.length() && pattern.charAt(step) == '*') {
                star = step++;
                mark = at;
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
