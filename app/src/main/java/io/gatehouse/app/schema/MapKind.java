package io.gatehouse.app.schema;

import io.gatehouse.app.config.Node;
import io.gatehouse.app.config.Problems;
import io.gatehouse.app.config.Shown;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A map whose keys are free within a pattern.
///
/// @param what what its keys are, for messages: "a header's name"
/// @param keys what a key looks like
/// @param values what each holds
public record MapKind<T>(String what, Pattern keys, Kind<T> values) implements Kind<Map<String, T>> {
    @Override
    public @Nullable Map<String, T> read(Node node, String path, Problems problems) {
        if (!(node instanceof Node.Mapping mapping)) {
            problems.error(node.position(), path, "must be a map, not " + node.kind(), "");
            return null;
        }
        Map<String, T> all = new LinkedHashMap<>();
        mapping.entries().forEach((key, entry) -> {
            if (!keys.matcher(key).matches()) {
                problems.error(entry.position(), path, Shown.quoted(key) + " cannot be " + what, "");
                return;
            }
            T value = values.read(entry.value(), Shown.member(path, key), problems);
            if (value != null) {
                all.put(key, value);
            }
        });
        return all;
    }

    @Override
    public Map<String, Object> schema() {
        return Kinds.ordered(
                "type",
                "object",
                "propertyNames",
                Map.of("pattern", "^(?:" + keys.pattern() + ")$"),
                "additionalProperties",
                values.schema());
    }
}
