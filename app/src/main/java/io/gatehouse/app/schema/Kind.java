package io.gatehouse.app.schema;

import io.gatehouse.app.config.Node;
import io.gatehouse.app.config.Problems;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a field may hold: how it is read, and how a JSON Schema describes it.
public interface Kind<T> {
    /// The value of a node that is not absent; null when it is wrong, which is noted.
    @Nullable
    T read(Node node, String path, Problems problems);

    /// A value as one would write it.
    default String text(T value) {
        return String.valueOf(value);
    }

    /// The JSON Schema of what may be written: it accepts all that [#read] accepts. Its patterns are of ECMA-262 with
    /// the flag `u`, which editors use.
    Map<String, Object> schema();
}
