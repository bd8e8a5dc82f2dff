package io.gatehouse.upstream.reading;

import io.gatehouse.protocol.ShortText;
import java.util.regex.Pattern;

/// What a server says, fit for a log or an error: on one line, without control characters, and short.
public final class Shown {
    private static final Pattern UNFIT = Pattern.compile("[\\p{Cntrl}\\p{Cf}\\s\\u2028\\u2029]+");

    private Shown() {}

    /// @param most how many characters are shown
    public static String text(String said, int most) {
        // Cut first, so that a huge text costs nothing.
        String start = said.length() > 4 * most ? said.substring(0, 4 * most) : said;
        String clean = UNFIT.matcher(start).replaceAll(" ").strip();
        boolean hidden = start.length() < said.length() && clean.length() <= most;
        return ShortText.of(clean, most) + (hidden ? "…" : "");
    }
}
