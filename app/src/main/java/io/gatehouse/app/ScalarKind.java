package io.gatehouse.app;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/// A value without parts.
///
/// @param what what it must be, for messages
/// @param described its JSON Schema
/// @param parse makes the value of its text; null when the text is wrong
/// @param remedy what to do when it is
record ScalarKind<T>(
        String what, Map<String, Object> described, BiFunction<String, Source, @Nullable T> parse, String remedy)
        implements Kind<T> {

    @Override
    public @Nullable T read(Node node, String path, Problems problems) {
        if (node instanceof Node.Scalar scalar && !node.absent()) {
            T value = parse.apply(scalar.value(), node.position().source());
            if (value == null) {
                String written = Shown.quoted(scalar.written());
                problems.error(node.position(), path, "must be " + what + ", not " + written, remedy);
            }
            return value;
        }
        problems.error(node.position(), path, "must be " + what + ", not " + node.kind(), remedy);
        return null;
    }

    @Override
    public Map<String, Object> schema() {
        return new TreeMap<>(described);
    }
}
