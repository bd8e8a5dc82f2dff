package io.gatehouse.app.config;

import io.gatehouse.upstream.settings.CallerText;
import io.gatehouse.upstream.settings.CallerText.Part;
import io.gatehouse.upstream.settings.CallerVariable;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Texts of the configuration in which something of the caller of a request is filled in later. Until they are read,
/// noncharacters of Unicode mark those places, which no other value may hold.
public final class CallerTexts {
    private static final char START = '\uFDD0';
    private static final char DEFAULT = '\uFDD1';
    private static final char END = '\uFDD2';
    private static final Pattern MARKS = Pattern.compile("[" + START + DEFAULT + END + "]");

    /// Where such a text may stand.
    private static final Pattern PLACE =
            Pattern.compile("servers(?:\\.[A-Za-z0-9_-]+|\\[[^\\]]*\\])\\.(?:headers|env|args)(?:[.\\[].*)?");

    private CallerTexts() {}

    /// Whether variables of callers mean something at a place.
    static boolean allowed(String path) {
        return PLACE.matcher(path).matches();
    }

    /// What marks a variable until it is read.
    ///
    /// @param standard its default, or null
    static String mark(CallerVariable variable, @Nullable String standard) {
        return START + variable.name() + (standard == null ? "" : DEFAULT + standard) + END;
    }

    /// A value that marks nothing.
    static String unmarked(String value) {
        return MARKS.matcher(value).replaceAll("\uFFFD");
    }

    /// Whether something is to be filled in.
    public static boolean in(String value) {
        return value.indexOf(START) >= 0;
    }

    /// The text that a value stands for.
    public static CallerText read(String value) {
        List<Part> parts = new ArrayList<>();
        int at = 0;
        for (int start = value.indexOf(START); start >= 0; start = value.indexOf(START, at)) {
            if (start > at) {
                parts.add(new Part.Plain(value.substring(at, start)));
            }
            int end = value.indexOf(END, start);
            String written = value.substring(start + 1, end);
            int split = written.indexOf(DEFAULT);
            String name = split < 0 ? written : written.substring(0, split);
            parts.add(new Part.Variable(
                    Objects.requireNonNull(CallerVariable.of(name)), split < 0 ? null : written.substring(split + 1)));
            at = end + 1;
        }
        if (at < value.length()) {
            parts.add(new Part.Plain(value.substring(at)));
        }
        return new CallerText(parts);
    }
}
