package io.gatehouse.http;

import io.vertx.core.MultiMap;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// A view of the headers that the engine has read. The pseudo fields of HTTP/2 are left out.
record EngineHeaders(MultiMap fields) implements Headers {

    @Override
    public @Nullable String get(String name) {
        return fields.get(name);
    }

    @Override
    public List<String> all(String name) {
        return fields.getAll(name);
    }

    @Override
    public void forEach(BiConsumer<String, String> action) {
        fields.forEach((name, value) -> {
            if (name.charAt(0) != ':') {
                action.accept(name, value);
            }
        });
    }
}
