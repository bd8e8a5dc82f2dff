package io.gatehouse.scripted.script;

import java.util.List;
import java.util.Map;

/// A value of a script file and the line where it starts, counted from 1.
sealed interface ScriptNode {
    int line();

    /// What it is, for messages.
    String kind();

    /// A value without parts.
    record Scalar(int line, Type type, String text) implements ScriptNode {
        enum Type {
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
    }

    /// A list.
    record Sequence(int line, List<ScriptNode> items) implements ScriptNode {
        @Override
        public String kind() {
            return "a list";
        }
    }

    /// A map, in the order of the file.
    record Mapping(int line, Map<String, Entry> entries) implements ScriptNode {
        @Override
        public String kind() {
            return "a map";
        }
    }

    /// A value of a map.
    ///
    /// @param line where its key is
    record Entry(int line, ScriptNode value) {}
}
