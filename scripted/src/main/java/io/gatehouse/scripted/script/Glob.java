package io.gatehouse.scripted.script;

import java.util.List;

/// A name in which `*` stands for any characters. Upper and lower case differ.
///
/// @param parts what stands between the stars
public record Glob(String text, List<String> parts) {
    static Glob of(String text) {
        return new Glob(text, List.of(text.split("\\*", -1)));
    }

    /// Whether the whole name fits.
    public boolean matches(String name) {
        String last = parts.getLast();
        if (parts.size() == 1) {
            return name.equals(last);
        }
        if (!name.startsWith(parts.getFirst())) {
            return false;
        }
        int at = parts.getFirst().length();
        for (String part : parts.subList(1, parts.size() - 1)) {
            int found = name.indexOf(part, at);
            if (found < 0) {
                return false;
            }
            at = found + part.length();
        }
        return name.length() - last.length() >= at && name.endsWith(last);
    }

    @Override
    public String toString() {
        return text;
    }
}
