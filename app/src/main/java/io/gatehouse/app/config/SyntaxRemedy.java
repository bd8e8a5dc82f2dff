package io.gatehouse.app.config;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What to do about a file that a parser cannot read, in a whole sentence in place of the parser's words.
final class SyntaxRemedy {
    private SyntaxRemedy() {}

    /// @param said by the parser
    static String of(@Nullable String said, boolean json) {
        String text = said == null ? "" : said.toLowerCase(Locale.ROOT);
        if (has(text, "nesting depth")) {
            return "The file is nested too deeply; make it flatter.";
        }
        if (has(text, "too many events to replay")) {
            return "Use fewer anchors and aliases, or write out what they stand for.";
        }
        if (has(text, "end-of-input", "stream end", "unexpected end")) {
            return "The file ends too early: close every bracket, brace and quote.";
        }
        if (json) {
            return has(text, "was expecting a colon")
                    ? "Write a colon between the name and its value."
                    : "Put names and texts in double quotes, commas between values, and close every bracket.";
        }
        if (has(text, "\\t", "(tab)")) {
            return "Indent with spaces, not with tabs.";
        }
        if (has(text, "mapping values are not allowed")) {
            return "Check the indentation, and quote a value that contains a colon and a space.";
        }
        if (has(text, "flow sequence", "flow mapping")) {
            return "Write commas between the values of a list or map, and close its bracket.";
        }
        if (has(text, "expected ':'")) {
            return "Write a colon and a space after each key.";
        }
        if (has(text, "alias", "anchor")) {
            return "Define the anchor (&name) before it is used (*name), or quote a value that starts with * or &.";
        }
        return "Check the indentation, quotes and brackets of this line and of the one before it.";
    }

    private static boolean has(String text, String... parts) {
        for (String part : parts) {
            if (text.contains(part)) {
                return true;
            }
        }
        return false;
    }
}
