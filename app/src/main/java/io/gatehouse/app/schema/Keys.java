package io.gatehouse.app.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/// Keys of a form that each set one value of a builder. A key that is absent leaves the builder as it is.
final class Keys<B> {
    private final Form<?> form;
    private final List<Key<B, ?>> keys = new ArrayList<>();

    private record Key<B, V>(Field<V> field, BiConsumer<B, V> setter) {
        Consumer<B> read(Values values) {
            V value = values.find(field);
            return value == null ? builder -> {} : builder -> setter.accept(builder, value);
        }
    }

    /// @param form where the keys are declared
    Keys(Form<?> form) {
        this.form = form;
    }

    /// Declares a key.
    ///
    /// @param fallback what the builder has when the key is absent
    <V> Field<V> key(String name, Kind<V> kind, V fallback, String description, BiConsumer<B, V> setter) {
        return add(form.field(name, kind, fallback, description), setter);
    }

    /// Declares a key that may be absent.
    <V> Field<V> key(String name, Kind<V> kind, String description, BiConsumer<B, V> setter) {
        return add(form.field(name, kind, description), setter);
    }

    /// Binds a field to its setter.
    <V> Field<V> add(Field<V> field, BiConsumer<B, V> setter) {
        keys.add(new Key<>(field, setter));
        return field;
    }

    /// Every one of them.
    List<Field<?>> fields() {
        return keys.stream().<Field<?>>map(Key::field).toList();
    }

    /// Reads all of them, and gives what sets them.
    Consumer<B> read(Values values) {
        List<Consumer<B>> read = new ArrayList<>();
        keys.forEach(key -> read.add(key.read(values)));
        return builder -> read.forEach(each -> each.accept(builder));
    }

    /// Reads all of them into a builder.
    B fill(Values values, B builder) {
        read(values).accept(builder);
        return builder;
    }
}
