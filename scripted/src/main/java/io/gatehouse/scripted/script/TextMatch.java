package io.gatehouse.scripted.script;

import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A condition on a text: it holds when one of the alternatives is found in it.
record TextMatch(List<Pattern> alternatives) {
    /// An alternative as it is written: `/…/` is a regular expression, anything else is looked for
    /// in either case.
    ///
    /// @throws java.util.regex.PatternSyntaxException if the expression is none
    static Pattern alternative(String written) {
        boolean expression = written.length() > 1 && written.startsWith("/") && written.endsWith("/");
        return expression
                ? Pattern.compile(written.substring(1, written.length() - 1), Pattern.DOTALL)
                : Pattern.compile(written, Pattern.LITERAL | Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    }

    /// The first find of the first alternative that is there; null when none is.
    @Nullable
    MatchResult find(String text) {
        for (Pattern alternative : alternatives) {
            Matcher matcher = alternative.matcher(new StepText(text, steps(text)));
            if (StepText.found(matcher)) {
                return matcher.toMatchResult();
            }
        }
        return null;
    }

    /// Enough for every expression that does not try each way to match.
    private static int steps(String text) {
        return Math.clamp(100L * text.length(), 1_000_000, 100_000_000);
    }

    /// Whether every alternative has the group, a number from 1 or a name.
    boolean hasGroup(String group) {
        return alternatives.stream()
                .allMatch(each -> Character.isDigit(group.charAt(0))
                        ? Integer.parseInt(group) <= each.matcher("").groupCount()
                        : each.namedGroups().containsKey(group));
    }

    @Override
    public String toString() {
        return alternatives.toString().toLowerCase(Locale.ROOT);
    }
}
