package io.gatehouse.scripted.script;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// Collects all that is wrong with a script, so that everything is told at once.
final class ScriptProblems {
    private static final int MOST = 50;

    private final String script;
    private final List<ScriptProblem> found = new ArrayList<>();

    ScriptProblems(String script) {
        this.script = script;
    }

    void add(int line, String field, String message, String remedy) {
        if (found.size() < MOST) {
            found.add(new ScriptProblem(script, line, field, message, remedy));
        }
    }

    /// @throws ScriptException if there is any problem
    void check() throws ScriptException {
        if (!found.isEmpty()) {
            found.sort(Comparator.comparingInt(ScriptProblem::line));
            throw new ScriptException(found);
        }
    }

    /// A sentence that names what a mistaken name may have meant, or all that there is.
    static String suggestion(String written, Collection<String> known) {
        String wanted = folded(written);
        return known.stream()
                .filter(name -> folded(name).equals(wanted) || oneEditApart(folded(name), wanted))
                .findFirst()
                .map(name -> "Did you mean \"" + name + "\"?")
                .orElseGet(() -> "Known here: " + String.join(", ", known) + ".");
    }

    private static String folded(String name) {
        return name.toLowerCase(Locale.ROOT).replace("_", "").replace("-", "");
    }

    /// Whether one letter added, removed or replaced, or two neighbours swapped, makes them the same.
    private static boolean oneEditApart(String one, String other) {
        int shared = Math.min(one.length(), other.length());
        int start = 0;
        while (start < shared && one.charAt(start) == other.charAt(start)) {
            start++;
        }
        int end = 0;
        while (end < shared - start && one.charAt(one.length() - 1 - end) == other.charAt(other.length() - 1 - end)) {
            end++;
        }
        String left = one.substring(start, one.length() - end);
        String right = other.substring(start, other.length() - end);
        return left.length() <= 1 && right.length() <= 1
                || left.length() == 2
                        && new StringBuilder(left).reverse().toString().equals(right);
    }
}
