package io.gatehouse.http;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// Headers that a caller put together.
record FieldHeaders(List<Header> fields) implements Headers {

    static final FieldHeaders NONE = new FieldHeaders(List.of());

    @Override
    public @Nullable String get(String name) {
        for (Header field : fields) {
            if (field.name().equalsIgnoreCase(name)) {
                return field.value();
            }
        }
        return null;
    }

    @Override
    public List<String> all(String name) {
        List<String> values = List.of();
        for (Header field : fields) {
            if (field.name().equalsIgnoreCase(name)) {
                values = values.isEmpty() ? new ArrayList<>() : values;
                values.add(field.value());
            }
        }
        return Collections.unmodifiableList(values);
    }

    @Override
    public void forEach(BiConsumer<String, String> action) {
        for (Header field : fields) {
            action.accept(field.name(), field.value());
        }
    }
}
