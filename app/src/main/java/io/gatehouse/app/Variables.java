package io.gatehouse.app;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Expands `${VAR}` and `${VAR:-default}` in the texts of a document; `$${` stands for `${`. An empty variable counts
/// as unset where there is a default, as in a shell. Values that came in are not expanded again.
final class Variables {
    private static final Pattern REFERENCE =
            Pattern.compile("\\$\\$\\{|\\$\\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\\}|\\$\\{");

    private final Environment environment;
    private final Problems problems;

    /// What a variable is set to.
    @FunctionalInterface
    interface Environment {
        /// The value, or null when the variable is not set.
        @Nullable
        String get(String name);
    }

    Variables(Environment environment, Problems problems) {
        this.environment = environment;
        this.problems = problems;
    }

    /// The same document with every text expanded; what is unset is noted as an error.
    Node expand(Node node, String path) {
        return switch (node) {
            case Node.Scalar scalar -> scalar(scalar, path);
            case Node.Sequence sequence -> {
                List<Node> items = new ArrayList<>();
                for (Node item : sequence.items()) {
                    items.add(expand(item, path + "[" + items.size() + "]"));
                }
                yield new Node.Sequence(sequence.position(), items);
            }
            case Node.Mapping mapping -> mapping(mapping, path);
        };
    }

    private Node mapping(Node.Mapping mapping, String path) {
        Map<String, Node.Entry> entries = new LinkedHashMap<>();
        mapping.entries()
                .forEach((key, entry) -> entries.put(
                        key, new Node.Entry(entry.position(), expand(entry.value(), Shown.member(path, key)))));
        return new Node.Mapping(mapping.position(), entries);
    }

    private Node scalar(Node.Scalar scalar, String path) {
        if (scalar.type() != Node.Scalar.Type.TEXT || !scalar.written().contains("${")) {
            return scalar;
        }
        Matcher matcher = REFERENCE.matcher(scalar.written());
        StringBuilder out = new StringBuilder();
        while (matcher.find()) {
            matcher.appendReplacement(out, Matcher.quoteReplacement(value(matcher, scalar, path)));
        }
        return new Node.Scalar(
                scalar.position(),
                scalar.type(),
                scalar.written(),
                matcher.appendTail(out).toString());
    }

    private String value(Matcher matcher, Node.Scalar scalar, String path) {
        String name = matcher.group(1);
        if (matcher.group().equals("$${")) {
            return "${";
        }
        if (name == null) {
            problems.error(
                    scalar.position(),
                    path,
                    "\"${\" does not start a variable",
                    "Write ${NAME} or ${NAME:-default}, or $${ for the characters themselves.");
            return "";
        }
        String value = environment.get(name);
        String fallback = matcher.group(2);
        if (value != null && !(value.isEmpty() && fallback != null)) {
            return value;
        }
        if (fallback == null) {
            problems.error(
                    scalar.position(),
                    path,
                    "the variable " + name + " is not set",
                    "Set it, or write ${" + name + ":-default}.");
            return "";
        }
        return fallback;
    }
}
