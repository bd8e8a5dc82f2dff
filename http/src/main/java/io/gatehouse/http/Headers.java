package io.gatehouse.http;

import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// The header fields of a message in their order. Names are compared without regard to case.
public interface Headers {

    /// The first value under a name, or null if there is none.
    @Nullable
    String get(String name);

    /// All values under a name, in order; empty if there is none.
    List<String> all(String name);

    /// Gives every field to the action: its name, then its value.
    void forEach(BiConsumer<String, String> action);

    /// Fields in the given order.
    static Headers of(List<Header> fields) {
        return new FieldHeaders(List.copyOf(fields));
    }

    /// Fields in the given order.
    static Headers of(Header... fields) {
        return new FieldHeaders(List.of(fields));
    }

    /// No field at all.
    static Headers none() {
        return FieldHeaders.NONE;
    }
}
