package io.gatehouse.scripted.script;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A map of a script: gives its values in the kinds that are wanted, and notes what does not fit.
final class ScriptFields {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m)");

    private final Map<String, ScriptNode.Entry> entries;
    private final int line;
    private final String path;
    private final ScriptProblems problems;

    /// @param known the keys that there are; another one is a problem
    ScriptFields(ScriptNode node, String path, ScriptProblems problems, Set<String> known) {
        this.line = node.line();
        this.path = path;
        this.problems = problems;
        if (node instanceof ScriptNode.Mapping mapping) {
            entries = mapping.entries();
            entries.forEach((key, entry) -> {
                if (!known.contains(key)) {
                    String remedy = ScriptProblems.suggestion(key, known);
                    problems.add(entry.line(), path, "unknown key \"" + key + "\"", remedy);
                }
            });
        } else {
            entries = Map.of();
            problems.add(
                    line, path, "must be a map, not " + node.kind(), "Known here: " + String.join(", ", known) + ".");
        }
    }

    /// The map under a key, which is there.
    ScriptFields under(String key, Set<String> known) {
        ScriptNode node = get(key);
        return new ScriptFields(
                node == null ? new ScriptNode.Mapping(line, Map.of()) : node, path(key), problems, known);
    }

    int line() {
        return line;
    }

    String path(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    void problem(String key, String message, String remedy) {
        ScriptNode.Entry entry = entries.get(key);
        problems.add(entry == null ? line : entry.line(), path(key), message, remedy);
    }

    /// The value under a key; null when it is absent or empty.
    @Nullable
    ScriptNode get(String key) {
        ScriptNode.Entry entry = entries.get(key);
        if (entry == null
                || entry.value() instanceof ScriptNode.Scalar scalar && scalar.type() == ScriptNode.Scalar.Type.NULL) {
            return null;
        }
        return entry.value();
    }

    boolean has(String key) {
        return entries.containsKey(key);
    }

    @Nullable
    String text(String key) {
        ScriptNode node = get(key);
        if (node == null) {
            return null;
        }
        if (node instanceof ScriptNode.Scalar scalar) {
            return scalar.text();
        }
        problem(key, "must be a string, not " + node.kind(), "");
        return null;
    }

    /// One text, or a list of them; empty when it is absent.
    List<String> texts(String key) {
        ScriptNode node = get(key);
        if (!(node instanceof ScriptNode.Sequence sequence)) {
            String one = text(key);
            return one == null ? List.of() : List.of(one);
        }
        List<String> found = new ArrayList<>();
        for (ScriptNode item : sequence.items()) {
            if (item instanceof ScriptNode.Scalar scalar && scalar.type() != ScriptNode.Scalar.Type.NULL) {
                found.add(scalar.text());
            } else {
                problem(key, "must be a list of texts, but holds " + item.kind(), "");
            }
        }
        return found;
    }

    @Nullable
    Integer number(String key, int least) {
        String text = text(key);
        if (text == null) {
            return null;
        }
        try {
            int number = Integer.parseInt(text);
            if (number >= least) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // Told below, with what is wanted.
        }
        problem(key, "must be a whole number of " + least + " or more, not \"" + text + "\"", "");
        return null;
    }

    @Nullable
    Boolean flag(String key) {
        String text = text(key);
        if (text == null || text.equals("true") || text.equals("false")) {
            return text == null ? null : Boolean.valueOf(text);
        }
        problem(key, "must be true or false, not \"" + text + "\"", "");
        return null;
    }

    @Nullable
    Duration duration(String key) {
        String text = text(key);
        if (text == null) {
            return null;
        }
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            problem(key, "must be a time such as 200ms, 3s or 2m, not \"" + text + "\"", "");
            return null;
        }
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            default -> Duration.ofMinutes(amount);
        };
    }
}
