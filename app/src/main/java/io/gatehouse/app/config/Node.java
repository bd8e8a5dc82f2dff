package io.gatehouse.app.config;

import java.util.List;
import java.util.Map;

/// A value of a configuration file and where it stands.
public sealed interface Node {
    /// Where it starts.
    Position position();

    /// What it is, for messages: "a string", "a list", …
    String kind();

    /// A value without parts.
    ///
    /// @param written as the file has it, variables not expanded: what messages may show
    /// @param value as it counts, variables expanded: may be a secret
    /// @param inserted what the variables in it stood for
    record Scalar(Position position, Type type, String written, String value, List<String> inserted) implements Node {
        /// A value without variables.
        Scalar(Position position, Type type, String written, String value) {
            this(position, type, written, value, List.of());
        }

        /// What YAML or JSON takes a scalar for, as it is written.
        public enum Type {
            TEXT,
            NUMBER,
            BOOLEAN,
            NULL
        }

        @Override
        public String kind() {
            return switch (type) {
                case TEXT -> "a string";
                case NUMBER -> "a number";
                case BOOLEAN -> "true or false";
                case NULL -> "empty";
            };
        }

        /// Whether only a variable's empty value is left: `proxy: ${HTTPS_PROXY:-}` counts as absent.
        public boolean expandedToNothing() {
            return value.isEmpty() && !written.isEmpty();
        }

        /// As it is written, never the value.
        @Override
        public String toString() {
            return written;
        }
    }

    /// A list.
    record Sequence(Position position, List<Node> items) implements Node {
        @Override
        public String kind() {
            return "a list";
        }
    }

    /// A map, in the order of the file.
    record Mapping(Position position, Map<String, Entry> entries) implements Node {
        @Override
        public String kind() {
            return "a map";
        }
    }

    /// A value of a map.
    ///
    /// @param position where its key starts
    record Entry(Position position, Node value) {}

    /// Whether there is nothing: `key:` without a value counts as absent.
    default boolean absent() {
        return this instanceof Scalar scalar && scalar.type() == Scalar.Type.NULL;
    }

    /// What all the variables in it stood for.
    default List<String> inserted() {
        return switch (this) {
            case Scalar scalar -> scalar.inserted();
            case Sequence sequence ->
                sequence.items().stream()
                        .flatMap(item -> item.inserted().stream())
                        .toList();
            case Mapping mapping ->
                mapping.entries().values().stream()
                        .flatMap(entry -> entry.value().inserted().stream())
                        .toList();
        };
    }
}
