package io.gatehouse.http.codec;

import io.gatehouse.http.Headers;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// The headers of a response whose body is unpacked on its way: its coding and length are those of what came over the
/// wire, not of what the handler gets.
record UnpackedHeaders(Headers received) implements Headers {

    @Override
    public @Nullable String get(String name) {
        return ofTheWire(name) ? null : received.get(name);
    }

    @Override
    public List<String> all(String name) {
        return ofTheWire(name) ? List.of() : received.all(name);
    }

    @Override
    public void forEach(BiConsumer<String, String> action) {
        received.forEach((name, value) -> {
            if (!ofTheWire(name)) {
                action.accept(name, value);
            }
        });
    }

    private static boolean ofTheWire(String name) {
        return name.equalsIgnoreCase("content-encoding") || name.equalsIgnoreCase("content-length");
    }
}
