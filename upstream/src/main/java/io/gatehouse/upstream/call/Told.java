package io.gatehouse.upstream.call;

import java.util.Locale;
import java.util.regex.Pattern;

/// What somebody is told about a failure. A caller is told less than an operator: see [CallFailure].
///
/// @param happened what happened, without a full stop at the end
/// @param remedy what to do about it, or empty
public record Told(String happened, String remedy) {
    private static final Pattern WORD = Pattern.compile("[a-z]+[ ,:]");

    /// What happened, where nothing more can be advised.
    public static Told of(String happened) {
        return new Told(happened, "");
    }

    /// Both as one text.
    public String text() {
        return remedy.isEmpty() ? happened : happened + (happened.endsWith(".") ? " " : ". ") + sentence(remedy);
    }

    /// A name or a setting at the start stays as it is.
    private static String sentence(String text) {
        return WORD.matcher(text).lookingAt()
                ? text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1)
                : text;
    }
}
