package io.gatehouse.http;

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
        return fields.stream()
                .filter(field -> field.name().equalsIgnoreCase(name))
                .map(Header::value)
                .toList();
    }

    @Override
    public void forEach(BiConsumer<String, String> action) {
        for (Header field : fields) {
            action.accept(field.name(), field.value());
        }
    }
}
