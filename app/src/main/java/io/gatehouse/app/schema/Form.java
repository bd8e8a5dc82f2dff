package io.gatehouse.app.schema;

import io.gatehouse.app.config.Node;
import io.gatehouse.app.config.Position;
import io.gatehouse.app.config.Problems;
import io.gatehouse.app.config.Shown;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A map with known keys. Each is declared once: reading, checking, suggestions and the JSON Schema follow from it.
public abstract class Form<T> implements Kind<T> {
    private final Map<String, Field<?>> fields = new LinkedHashMap<>();
    private final Map<String, String> removed = new LinkedHashMap<>();
    private final String description;

    /// @param description what the map is, for the schema
    Form(String description) {
        this.description = description;
    }

    /// Declares a field with a default.
    ///
    /// @param written the default as one would write it
    final <V> Field<V> field(String name, Kind<V> kind, V fallback, String written, String description) {
        return add(new Field<>(name, kind, fallback, written, description));
    }

    /// Declares a field with a default that is written as its kind does.
    final <V> Field<V> field(String name, Kind<V> kind, V fallback, String description) {
        return field(name, kind, fallback, kind.text(fallback), description);
    }

    /// Declares a field that may be absent.
    final <V> Field<V> field(String name, Kind<V> kind, String description) {
        return add(new Field<>(name, kind, null, "", description));
    }

    /// Declares a key that was removed. A file that has it still loads, with a warning.
    ///
    /// @param now what holds, as a clause: "a program has 2 s to end"
    final void removed(String name, String now) {
        removed.put(name, now);
    }

    /// What the fields make together; null when they make nothing, which has been noted.
    abstract @Nullable T build(Values values);

    /// Whether a key that the form does not know is an error; otherwise it is a warning.
    boolean strict() {
        return true;
    }

    /// What to do about a key that the form does not know; empty when there is no more to say than which are known.
    String remedy(String key, Position position) {
        return "";
    }

    /// The fields in the order of their declaration.
    public final Collection<Field<?>> fields() {
        return fields.values();
    }

    @Override
    public final @Nullable T read(Node node, String path, Problems problems) {
        return read(node, null, path, problems);
    }

    /// [#read(Node, String, Problems)] with defaults for what is absent.
    public final @Nullable T read(Node node, Node.@Nullable Mapping defaults, String path, Problems problems) {
        Node.Mapping mapping = mapping(node, path, problems);
        if (mapping == null) {
            return null;
        }
        checkKeys(mapping, path, problems);
        return build(new Values(mapping, defaults, path, problems));
    }

    private static Node.@Nullable Mapping mapping(Node node, String path, Problems problems) {
        if (node.absent()) {
            return new Node.Mapping(node.position(), Map.of());
        }
        if (node instanceof Node.Mapping mapping) {
            return mapping;
        }
        problems.error(node.position(), path, "must be a map, not " + node.kind(), "");
        return null;
    }

    private void checkKeys(Node.Mapping mapping, String path, Problems problems) {
        mapping.entries().forEach((key, entry) -> {
            if (fields.containsKey(key)) {
                return;
            }
            String now = removed.get(key);
            if (now != null) {
                problems.removed(entry.position(), Shown.member(path, key), now);
                return;
            }
            String message = "unknown key " + Shown.quoted(key);
            if (strict()) {
                String told = remedy(key, entry.position());
                String suggestion = told.isEmpty() ? Shown.suggestion(key, fields.keySet()) : told;
                String all = "Known here: " + String.join(", ", fields.keySet()) + ".";
                problems.error(entry.position(), path, message, suggestion.isEmpty() ? all : suggestion);
            } else {
                problems.warning(entry.position(), path, message, "It is ignored.");
            }
        });
    }

    @Override
    public Map<String, Object> schema() {
        Map<String, Object> properties = new LinkedHashMap<>();
        for (Field<?> field : fields.values()) {
            properties.put(field.name(), described(field));
        }
        removed.forEach((name, now) -> properties.put(
                name,
                Kinds.ordered("deprecated", true, "deprecationMessage", "This " + Problems.NO_SETTING + now + ".")));
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("description", description);
        schema.put("type", List.of("object", "null"));
        schema.put("properties", properties);
        schema.put("additionalProperties", false);
        return schema;
    }

    private static Map<String, Object> described(Field<?> field) {
        Map<String, Object> schema = new LinkedHashMap<>();
        String standard = field.written().isEmpty() ? "" : " Default: " + field.written() + ".";
        schema.put("description", field.description() + standard);
        field.kind().schema().forEach(schema::putIfAbsent);
        return orNothing(schema);
    }

    /// The schema, or nothing: `key:` without a value counts as absent.
    private static Map<String, Object> orNothing(Map<String, Object> schema) {
        if (schema.get("type") instanceof String type) {
            schema.put("type", List.of(type, "null"));
        } else if (schema.get("type") instanceof List<?> types && !types.contains("null")) {
            schema.put("type", Stream.concat(types.stream(), Stream.of("null")).toList());
        } else if (schema.get("anyOf") instanceof List<?> choices) {
            schema.put(
                    "anyOf",
                    Stream.concat(choices.stream(), Stream.of(Map.of("type", "null")))
                            .toList());
        }
        return schema;
    }

    private <V> Field<V> add(Field<V> field) {
        fields.put(field.name(), field);
        return field;
    }
}
