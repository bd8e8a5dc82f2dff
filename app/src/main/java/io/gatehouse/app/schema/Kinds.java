package io.gatehouse.app.schema;

import io.gatehouse.app.config.NamedFile;
import io.gatehouse.app.config.Node;
import io.gatehouse.app.config.Problems;
import io.gatehouse.app.config.Shown;
import io.gatehouse.app.config.Source;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The kinds of values that fields hold.
final class Kinds {
    /// The schema of a text with a variable in it.
    static final Map<String, Object> VARIABLE = ordered("type", "string", "pattern", "\\$\\{");

    /// How long something may take: 100 milliseconds to 7 days.
    static final Kind<Duration> TIME = duration(Duration.ofMillis(100), Duration.ofDays(7));

    /// A size of what is sent: 1 KiB to 1 GiB.
    static final Kind<Integer> SIZE = size(1 << 10, 1 << 30);

    private Kinds() {}

    /// Any text; numbers and truth values count as they are written.
    static Kind<String> text() {
        return scalar("a string", Map.of("type", List.of("string", "number", "boolean")), value -> value, "");
    }

    /// A text of this pattern.
    ///
    /// @param what what it is, for messages
    static Kind<String> text(String what, Pattern pattern, String remedy) {
        return scalar(
                what,
                Map.of("type", "string", "pattern", "^(?:" + pattern.pattern() + ")$"),
                value -> pattern.matcher(value).matches() ? value : null,
                remedy);
    }

    /// `true` or `false`.
    static Kind<Boolean> flag() {
        return scalar(
                "true or false",
                Map.of("anyOf", List.of(Map.of("type", "boolean"), Map.of("enum", List.of("true", "false")), VARIABLE)),
                value -> switch (value) {
                    case "true" -> true;
                    case "false" -> false;
                    default -> null;
                },
                "");
    }

    /// A whole number in a range, both ends included.
    static Kind<Integer> integer(int least, int most) {
        return scalar(
                "a whole number from " + least + " to " + most,
                Map.of(
                        "anyOf",
                        List.of(
                                ordered("type", "integer", "minimum", least, "maximum", most),
                                ordered("type", "string", "pattern", "^[0-9]{1,10}$"),
                                VARIABLE)),
                value -> {
                    Long number = value.matches("[0-9]{1,10}") ? Long.valueOf(value) : null;
                    return number == null || number < least || number > most ? null : number.intValue();
                },
                "");
    }

    /// A duration in a range, both ends included.
    static Kind<Duration> duration(Duration least, Duration most) {
        return new ScalarKind<>(
                "a duration from " + Quantities.text(least) + " to " + Quantities.text(most),
                orVariable(Map.of("type", "string", "pattern", Quantities.DURATION)),
                (value, source) -> {
                    Duration duration = Quantities.duration(value);
                    return duration == null || duration.compareTo(least) < 0 || duration.compareTo(most) > 0
                            ? null
                            : duration;
                },
                Quantities::text,
                "Write it with its unit: 500ms, 5s, 5m or 1h.",
                false);
    }

    /// A number of bytes in a range, both ends included.
    static Kind<Integer> size(int least, int most) {
        return new ScalarKind<>(
                "a size from " + Quantities.text(least) + " to " + Quantities.text(most),
                Map.of(
                        "anyOf",
                        List.of(
                                Map.of("type", "integer"),
                                ordered("type", "string", "pattern", Quantities.SIZE),
                                VARIABLE)),
                (value, source) -> {
                    Long size = Quantities.size(value);
                    return size == null || size < least || size > most ? null : size.intValue();
                },
                Quantities::text,
                "Write it with its unit: 512KiB, 64MiB.",
                false);
    }

    /// One of some words.
    static <E> Kind<E> choice(Map<String, E> words) {
        return new Kind<>() {
            @Override
            public @Nullable E read(Node node, String path, Problems problems) {
                String value = node instanceof Node.Scalar scalar ? scalar.value() : null;
                E chosen = value == null ? null : words.get(value);
                if (chosen == null) {
                    String written = node instanceof Node.Scalar scalar ? Shown.value(scalar.written()) : node.kind();
                    String suggestion = node instanceof Node.Scalar scalar
                            ? Shown.suggestion(scalar.written(), words.keySet())
                            : "";
                    problems.error(
                            node.position(),
                            path,
                            "must be one of " + String.join(", ", words.keySet()) + ", not " + written,
                            suggestion);
                }
                return chosen;
            }

            @Override
            public String text(E value) {
                return words.entrySet().stream()
                        .filter(word -> word.getValue().equals(value))
                        .map(Map.Entry::getKey)
                        .findFirst()
                        .orElseThrow();
            }

            @Override
            public Map<String, Object> schema() {
                return orVariable(Map.of("enum", List.copyOf(words.keySet())));
            }
        };
    }

    /// A list of any length, empty ones included.
    static <T> Kind<List<T>> list(Kind<T> items) {
        return new Kind<>() {
            @Override
            public @Nullable List<T> read(Node node, String path, Problems problems) {
                if (node instanceof Node.Sequence sequence) {
                    return all(sequence.items(), items, path, problems);
                }
                problems.error(node.position(), path, "must be a list, not " + node.kind(), "");
                return null;
            }

            @Override
            public Map<String, Object> schema() {
                return ordered("type", "array", "items", items.schema());
            }
        };
    }

    /// A list, or one of its items alone.
    static <T> Kind<List<T>> listOrOne(Kind<T> items) {
        Kind<List<T>> list = list(items);
        return new Kind<>() {
            @Override
            public @Nullable List<T> read(Node node, String path, Problems problems) {
                if (node instanceof Node.Sequence) {
                    return list.read(node, path, problems);
                }
                T item = items.read(node, path, problems);
                return item == null ? null : List.of(item);
            }

            @Override
            public Map<String, Object> schema() {
                return Map.of("anyOf", List.of(items.schema(), list.schema()));
            }
        };
    }

    /// A map whose keys are free within a pattern; values that are absent are left to `empty`.
    ///
    /// @param what what the keys are, for messages
    static <T> Kind<Map<String, T>> map(String what, Pattern keys, Kind<T> values) {
        return new MapKind<>(what, keys, values);
    }

    /// A path, relative to the folder of the file that names it.
    static Kind<Path> path() {
        return placed("a path", Map.of("type", "string"), (value, source) -> {
            try {
                return value.isEmpty() ? null : source.resolve(value);
            } catch (InvalidPathException invalid) {
                return null;
            }
        });
    }

    /// A file that is there and can be read.
    static Kind<Path> file() {
        Kind<Path> path = path();
        return new Kind<>() {
            @Override
            public @Nullable Path read(Node node, String at, Problems problems) {
                Path file = path.read(node, at, problems);
                if (file != null && !Files.isReadable(file)) {
                    problems.error(
                            node.position(),
                            at,
                            "the file " + Shown.quoted(node.toString()) + " does not exist or cannot be read",
                            "Relative paths start at "
                                    + node.position().source().folder() + ".");
                    return null;
                }
                if (file != null && NamedFile.unfit(file)) {
                    String label = "the file " + Shown.quoted(node.toString());
                    problems.error(
                            node.position(), at, label + " cannot be read: " + NamedFile.UNFIT, NamedFile.REMEDY);
                    return null;
                }
                if (file != null && NamedFile.tooLarge(file)) {
                    problems.error(
                            node.position(),
                            at,
                            "the file " + Shown.quoted(node.toString()) + " is larger than "
                                    + Quantities.text((long) NamedFile.MAX_BYTES),
                            "Name a smaller one.");
                    return null;
                }
                return file;
            }

            @Override
            public Map<String, Object> schema() {
                return path.schema();
            }
        };
    }

    /// A text that a function reads, which throws [IllegalArgumentException] for any other.
    static <T> Kind<T> parsed(String what, Function<String, T> parse) {
        return scalar(what, Map.of("type", "string"), text -> orNull(text, parse), "");
    }

    private static <T> @Nullable T orNull(String text, Function<String, T> parse) {
        try {
            return parse.apply(text);
        } catch (IllegalArgumentException wrong) {
            return null;
        }
    }

    /// A value without parts, made by a function of its text; null from the function means that it is wrong.
    static <T> Kind<T> scalar(
            String what, Map<String, Object> schema, Function<String, @Nullable T> parse, String remedy) {
        return new ScalarKind<>(what, schema, (value, source) -> parse.apply(value), String::valueOf, remedy, false);
    }

    /// [#scalar] that may be a credential: no message shows it.
    static <T> Kind<T> secret(
            String what, Map<String, Object> schema, Function<String, @Nullable T> parse, String remedy) {
        return new ScalarKind<>(what, schema, (value, source) -> parse.apply(value), String::valueOf, remedy, true);
    }

    /// [#scalar] whose meaning depends on where it is written.
    static <T> Kind<T> placed(String what, Map<String, Object> schema, BiFunction<String, Source, @Nullable T> parse) {
        return new ScalarKind<>(what, schema, parse, String::valueOf, "", false);
    }

    /// The schema, or a text with a variable in it.
    static Map<String, Object> orVariable(Map<String, Object> schema) {
        return Map.of("anyOf", List.of(new java.util.TreeMap<>(schema), VARIABLE));
    }

    /// A map that keeps the order in which it is written.
    static Map<String, Object> ordered(Object... keysAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int index = 0; index < keysAndValues.length; index += 2) {
            map.put((String) keysAndValues[index], keysAndValues[index + 1]);
        }
        return map;
    }

    private static <T> List<T> all(Collection<Node> nodes, Kind<T> kind, String path, Problems problems) {
        List<T> values = new ArrayList<>();
        int index = 0;
        for (Node node : nodes) {
            T value = kind.read(node, path + "[" + index++ + "]", problems);
            if (value != null) {
                values.add(value);
            }
        }
        return values;
    }
}
