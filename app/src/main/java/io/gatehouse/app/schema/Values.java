package io.gatehouse.app.schema;

import io.gatehouse.app.config.Node;
import io.gatehouse.app.config.Position;
import io.gatehouse.app.config.Problems;
import io.gatehouse.app.config.Shown;
import java.nio.file.Path;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The members of one map while a form makes something of them.
final class Values {
    private final Node.Mapping mapping;
    private final Node.@Nullable Mapping fallback;
    private final String path;
    private final Problems problems;
    /// What was read of fields already, so that nothing is told twice.
    private final Map<Field<?>, @Nullable Object> read = new IdentityHashMap<>();

    private boolean broken;

    /// @param fallback where a field is looked for that the map does not have, or null
    Values(Node.Mapping mapping, Node.@Nullable Mapping fallback, String path, Problems problems) {
        this.mapping = mapping;
        this.fallback = fallback;
        this.path = path;
        this.problems = problems;
    }

    /// The value of a field that has a default.
    <T> T get(Field<T> field) {
        T value = find(field);
        return value == null ? Objects.requireNonNull(field.fallback(), () -> field.name() + " has no default") : value;
    }

    /// The value of a field, or null when it is neither written nor has a default.
    <T> @Nullable T find(Field<T> field) {
        Node node = node(field);
        if (node == null) {
            return field.fallback();
        }
        if (!read.containsKey(field)) {
            int before = problems.errors().size();
            read.put(field, field.kind().read(node, Shown.member(path, field.name()), problems));
            broken |= problems.errors().size() > before;
        }
        @SuppressWarnings("unchecked") // Put there by the field itself.
        T value = (T) read.get(field);
        return value == null ? field.fallback() : value;
    }

    /// The value of a field that must be there; null, and an error is noted, when it is not.
    <T> @Nullable T require(Field<T> field, String remedy) {
        if (!written(field)) {
            problems.error(mapping.position(), path, "\"" + field.name() + "\" is missing", remedy);
            broken = true;
            return null;
        }
        return find(field);
    }

    /// Whether the field is written here, not in the defaults.
    boolean written(Field<?> field) {
        Node.Entry entry = mapping.entries().get(field.name());
        return entry != null && !entry.value().absent();
    }

    /// Whether the map has a key that is no field of its form: what seems to be missing may be mistyped.
    boolean strange(Form<?> form) {
        Set<String> known = form.fields().stream().map(Field::name).collect(Collectors.toSet());
        return !known.containsAll(mapping.entries().keySet());
    }

    /// Whether the value of any field that was asked for is wrong.
    boolean broken() {
        return broken;
    }

    /// Notes that a file was read that a field names, and what was in it.
    void read(Path file, String fingerprint) {
        problems.read(file, fingerprint);
    }

    /// Notes that a field does not fit the others.
    void error(Field<?> field, String message, String remedy) {
        problems.error(position(field), Shown.member(path, field.name()), message, remedy);
        broken = true;
    }

    /// Notes that something within a field is wrong.
    ///
    /// @param within the keys that lead to it
    void error(Field<?> field, List<String> within, String message, String remedy) {
        String at = Shown.member(path, field.name());
        Position position = position(field);
        Node node = raw(field);
        for (String key : within) {
            at = Shown.member(at, key);
            Node.Entry entry =
                    node instanceof Node.Mapping inner ? inner.entries().get(key) : null;
            node = entry == null ? null : entry.value();
            position = entry == null ? position : entry.position();
        }
        problems.error(position, at, message, remedy);
        broken = true;
    }

    /// Notes that a field may not do what was meant.
    void warning(Field<?> field, String message, String remedy) {
        problems.warning(position(field), Shown.member(path, field.name()), message, remedy);
    }

    /// Notes that the map as a whole is wrong.
    void error(String message, String remedy) {
        problems.error(mapping.position(), path, message, remedy);
        broken = true;
    }

    /// Where the field's key stands, or the map's start when it is absent.
    Position position(Field<?> field) {
        Node.Entry entry = mapping.entries().get(field.name());
        return entry == null ? mapping.position() : entry.position();
    }

    /// Where the map starts.
    Position position() {
        return mapping.position();
    }

    /// The path of the map.
    String path() {
        return path;
    }

    /// The field as it is written, or null.
    @Nullable
    Node raw(Field<?> field) {
        return node(field);
    }

    /// Whether the field is there without a value.
    boolean blank(Field<?> field) {
        return mapping.entries().containsKey(field.name()) && node(field) == null;
    }

    private @Nullable Node node(Field<?> field) {
        Node.Entry entry = mapping.entries().get(field.name());
        if (entry == null && fallback != null) {
            entry = fallback.entries().get(field.name());
        }
        if (entry == null || entry.value().absent()) {
            return null;
        }
        return entry.value() instanceof Node.Scalar scalar && scalar.expandedToNothing() ? null : entry.value();
    }
}
