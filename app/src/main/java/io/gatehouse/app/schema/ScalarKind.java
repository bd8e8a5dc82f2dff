package io.gatehouse.app.schema;

import io.gatehouse.app.config.Node;
import io.gatehouse.app.config.Problems;
import io.gatehouse.app.config.Shown;
import io.gatehouse.app.config.Source;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A value without parts.
///
/// @param what what it must be, for messages
/// @param described its JSON Schema
/// @param parse makes the value of its text; null when the text is wrong
/// @param shown writes a value
/// @param remedy what to do when it is
/// @param secret whether it may be a credential, which no message shows
record ScalarKind<T>(
        String what,
        Map<String, Object> described,
        BiFunction<String, Source, @Nullable T> parse,
        Function<T, String> shown,
        String remedy,
        boolean secret)
        implements Kind<T> {

    @Override
    public @Nullable T read(Node node, String path, Problems problems) {
        if (node instanceof Node.Scalar scalar && !node.absent()) {
            T value = parse.apply(scalar.value(), node.position().source());
            if (value == null) {
                String written = secret ? "" : ", not " + Shown.value(scalar.written());
                problems.error(node.position(), path, "must be " + what + written, remedy);
            }
            return value;
        }
        problems.error(node.position(), path, "must be " + what + ", not " + node.kind(), remedy);
        return null;
    }

    @Override
    public String text(T value) {
        return shown.apply(value);
    }

    /// As it is described, except that what must be a text may be written as a number or a truth value, and that a
    /// text of a pattern may be a variable.
    @Override
    public Map<String, Object> schema() {
        Map<String, Object> schema = new TreeMap<>(described);
        if ("string".equals(schema.get("type"))) {
            schema.put("type", List.of("string", "number", "boolean"));
            return schema.containsKey("pattern") ? Kinds.orVariable(schema) : schema;
        }
        return schema;
    }
}
