package io.gatehouse.gateway.call;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.gatehouse.gateway.catalog.CatalogEntry;
import io.gatehouse.gateway.policy.Step;
import io.gatehouse.kit.ArgumentSchema;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Slice;
import org.jspecify.annotations.Nullable;

/// Checks arguments against the schema of their tool for servers with `validate: true`, on threads of its own. Schemas
/// are compiled once, and 1,000 of them are kept.
final class CheckArgumentSchema implements Step<RunningCall> {
    private static final System.Logger LOG = System.getLogger(CheckArgumentSchema.class.getName());
    private static final int KEPT = 1_000;

    private final Cache<Slice, Compiled> compiled =
            Caffeine.newBuilder().maximumSize(KEPT).build();

    /// A schema that can be used, or none: then nothing is checked.
    private record Compiled(@Nullable ArgumentSchema schema) {}

    @Override
    public boolean take(RunningCall call) {
        CatalogEntry entry = call.target().entry();
        Slice schema =
                entry == null || !entry.facts().checked() ? null : entry.facts().inputSchema();
        if (schema == null) {
            return true;
        }
        Thread.ofVirtual().name("check of arguments").start(() -> check(call, schema));
        return false;
    }

    private void check(RunningCall call, Slice schema) {
        String problems;
        try {
            problems = problems(schema, call.outgoing().applied());
        } catch (RuntimeException | Error broken) {
            call.broken(broken);
            return;
        }
        if (problems.isEmpty()) {
            call.resume();
        } else {
            Refusals.arguments(
                    call,
                    "The arguments of " + call.request().name() + " do not fit its input schema. " + problems
                            + ". Correct them.");
        }
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
        Compiled known = compiled.getIfPresent(inputSchema);
        return known != null ? known : compiled.get(inputSchema.compact(), CheckArgumentSchema::compile);
    }

    private static Compiled compile(Slice inputSchema) {
        try {
            return new Compiled(new ArgumentSchema(inputSchema));
        } catch (IllegalArgumentException unusable) {
            LOG.log(System.Logger.Level.WARNING, "arguments are not checked: " + unusable.getMessage());
            return new Compiled(null);
        }
    }
}
