package io.gatehouse.policy.rule;

import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Slice;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What rules know of a tool.
///
/// @param server the name of its server
/// @param tool its name, as the server calls it
/// @param effects what it does to the world: `read`, `write`, `destroy` or `send`
/// @param annotations what its server says of it, or null
/// @param inputSchema of its arguments, or null
public record ToolFacts(
        String server,
        String tool,
        String effects,
        @Nullable ObjectView annotations,
        @Nullable Slice inputSchema) {
    /// Two are equal when everything is, annotations and schema by their bytes.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ToolFacts that
                && server.equals(that.server)
                && tool.equals(that.tool)
                && effects.equals(that.effects)
                && (inputSchema == that.inputSchema || Objects.equals(inputSchema, that.inputSchema))
                && (annotations == that.annotations || Objects.equals(whole(annotations), whole(that.annotations)));
    }

    /// Of the names alone: the rest seldom differs.
    @Override
    public int hashCode() {
        return 31 * server.hashCode() + tool.hashCode();
    }

    private static @Nullable Slice whole(@Nullable ObjectView object) {
        return object == null ? null : object.whole();
    }
}
