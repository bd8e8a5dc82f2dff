package io.gatehouse.app.schema;

import io.gatehouse.app.config.Node;
import io.gatehouse.app.config.Problems;
import io.gatehouse.app.config.Shown;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.Slice;
import java.util.Map;
import java.util.StringJoiner;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Any value that JSON has, kept as JSON; numbers keep their spelling.
public final class JsonKind implements Kind<Slice> {
    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");

    @Override
    public @Nullable Slice read(Node node, String path, Problems problems) {
        return Slice.of(json(node, path, problems));
    }

    @Override
    public Map<String, Object> schema() {
        return Map.of();
    }

    private static String json(Node node, String path, Problems problems) {
        return switch (node) {
            case Node.Scalar scalar -> scalar(scalar, path, problems);
            case Node.Sequence sequence -> {
                StringJoiner items = new StringJoiner(",", "[", "]");
                sequence.items().forEach(item -> items.add(json(item, path, problems)));
                yield items.toString();
            }
            case Node.Mapping mapping -> {
                StringJoiner members = new StringJoiner(",", "{", "}");
                mapping.entries()
                        .forEach((key, entry) -> members.add(
                                Json.quote(key) + ":" + json(entry.value(), Shown.member(path, key), problems)));
                yield members.toString();
            }
        };
    }

    private static String scalar(Node.Scalar scalar, String path, Problems problems) {
        return switch (scalar.type()) {
            case NULL -> "null";
            case BOOLEAN -> scalar.value();
            case TEXT -> Json.quote(scalar.value());
            case NUMBER -> {
                if (!NUMBER.matcher(scalar.value()).matches()) {
                    problems.error(
                            scalar.position(),
                            path,
                            Shown.quoted(scalar.written()) + " is not a JSON number",
                            "Write it in decimal digits, or in quotes if it is a string.");
                }
                yield scalar.value();
            }
        };
    }
}
