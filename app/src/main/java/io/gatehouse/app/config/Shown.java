package io.gatehouse.app.config;

import io.gatehouse.kit.EditDistance;
import io.gatehouse.protocol.ShortText;
import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// How texts that others wrote appear in messages.
public final class Shown {
    private static final int LONGEST = 60;
    private static final Pattern UNFIT = Pattern.compile("[\\p{Cc}\\p{Cf}]");

    private Shown() {}

    /// The text in quotes, shortened, without control characters that a terminal would obey.
    public static String quoted(String text) {
        return '"' + plain(text) + '"';
    }

    /// A value in quotes, as [#quoted], without what is a credential in an address: user and password, the query, and
    /// the fragment.
    public static String value(String text) {
        int user = text.lastIndexOf('@');
        int scheme = text.indexOf("://");
        int start = scheme < 0 ? 0 : scheme + 3;
        String masked = user < start ? text : text.substring(0, start) + "***" + text.substring(user);
        int at = masked.indexOf('?');
        int end = at >= 0 ? at : scheme < 0 ? -1 : masked.indexOf('#');
        return quoted(end < 0 ? masked : masked.substring(0, end + 1) + "***");
    }

    /// The text shortened, without control characters.
    public static String plain(String text) {
        return UNFIT.matcher(ShortText.of(text, LONGEST)).replaceAll("\uFFFD");
    }

    /// The text without line breaks, so that it stays on its line.
    public static String oneLine(String text) {
        return text.replaceAll("\\R", " ");
    }

    /// The path of a member: `servers.crm`, or `servers["a b"]` for a key that is not plain.
    public static String member(String path, String key) {
        if (!key.matches("[A-Za-z0-9_-]{1,60}")) {
            return path + "[" + quoted(key) + "]";
        }
        return path.isEmpty() ? key : path + "." + key;
    }

    /// A sentence that names the candidate nearest to what was written; empty when none is near.
    public static String suggestion(String written, Collection<String> candidates) {
        String best = nearest(written, candidates);
        return best == null ? "" : "Did you mean " + quoted(best) + "?";
    }

    /// The candidate with the smallest edit distance, if that is small for its length.
    public static @Nullable String nearest(String written, Collection<String> candidates) {
        if (written.length() > LONGEST) {
            return null;
        }
        String wanted = folded(written);
        return candidates.stream()
                .filter(candidate -> candidate.length() <= LONGEST)
                .filter(candidate ->
                        EditDistance.between(wanted, folded(candidate)) <= Math.max(1, wanted.length() / 3))
                .min(Comparator.comparingInt((String candidate) -> EditDistance.between(wanted, folded(candidate)))
                        .thenComparing(Comparator.naturalOrder()))
                .orElse(null);
    }

    /// Spelling that people mix up does not count: case, `_` and `-`.
    private static String folded(String name) {
        return name.toLowerCase(Locale.ROOT).replace("_", "").replace("-", "");
    }
}
