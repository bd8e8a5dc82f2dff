package io.gatehouse.gateway;

import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Slice;
import io.gatehouse.server.ArgumentSchema;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Checks arguments against the schema of their tool for servers with `validate: true`, on threads of its own. Schemas
/// are compiled once and kept, the least recently used of 1,000 dropped.
final class ArgumentChecks {
    private static final System.Logger LOG = System.getLogger(ArgumentChecks.class.getName());
    private static final int KEPT = 1_000;

    private final Map<Slice, Compiled> compiled = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Slice, Compiled> eldest) {
            return size() > KEPT;
        }
    };

    /// A schema that can be used, or none: then nothing is checked.
    private record Compiled(@Nullable ArgumentSchema schema) {}

    /// Checks a call and hands on what is wrong with its arguments; empty when nothing is.
    void check(Slice inputSchema, Request request, Consumer<String> verdict) {
        Thread.ofVirtual().name("check of arguments").start(() -> verdict.accept(problems(inputSchema, request)));
    }

    private String problems(Slice inputSchema, Request request) {
        ArgumentSchema schema = compiled(inputSchema).schema();
        if (schema == null) {
            return "";
        }
        try {
            return schema.problems(
                    request.params() == null ? null : request.params().get("arguments"));
        } catch (IllegalArgumentException unreadable) {
            return String.valueOf(unreadable.getMessage());
        }
    }

    private Compiled compiled(Slice inputSchema) {
        synchronized (compiled) {
            Compiled known = compiled.get(inputSchema);
            if (known != null) {
                return known;
            }
        }
        Compiled made;
        try {
            made = new Compiled(new ArgumentSchema(inputSchema));
        } catch (IllegalArgumentException unusable) {
            LOG.log(System.Logger.Level.WARNING, "arguments are not checked: " + unusable.getMessage());
            made = new Compiled(null);
        }
        synchronized (compiled) {
            compiled.put(inputSchema.compact(), made);
        }
        return made;
    }
}
