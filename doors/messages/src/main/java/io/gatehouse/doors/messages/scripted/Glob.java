package io.gatehouse.doors.messages.scripted;

import java.util.regex.Pattern;

/// A name in which `*` stands for any characters. Upper and lower case differ.
record Glob(String text, Pattern pattern) {
    static Glob of(String text) {
        return new Glob(text, Pattern.compile(Pattern.quote(text).replace("*", "\\E.*\\Q")));
    }

    boolean matches(String name) {
        return pattern.matcher(name).matches();
    }

    @Override
    public String toString() {
        return text;
    }
}
