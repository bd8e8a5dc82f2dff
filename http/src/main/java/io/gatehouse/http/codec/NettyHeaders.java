package io.gatehouse.http.codec;

import io.gatehouse.http.Headers;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// A view of the headers that were read from a connection of HTTP/1.1.
public record NettyHeaders(HttpHeaders fields) implements Headers {

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
        for (Map.Entry<String, String> field : fields) {
            action.accept(field.getKey(), field.getValue());
        }
    }
}
