package io.gatehouse.kit;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// A call of a tool. Its arguments fit the tool's input schema.
public final class ToolCall extends Call {
    private final ObjectNode arguments;

    ToolCall(CallContext context, ObjectNode arguments) {
        super(context);
        this.arguments = arguments;
    }

    /// The arguments; empty when the client sent none.
    public ObjectNode arguments() {
        return arguments;
    }

    /// The arguments as a record.
    public <T> T arguments(Class<T> type) {
        return JsonValues.MAPPER.treeToValue(arguments, type);
    }

    /// A string argument that the schema requires; empty when it is no string.
    public String text(String name) {
        return arguments.path(name).asString("");
    }

    /// A string argument, or null when it was left out.
    public @Nullable String optionalText(String name) {
        return arguments.path(name).isString() ? text(name) : null;
    }

    /// An integer argument, or what stands in for it when it was left out or exceeds an int.
    public int integer(String name, int otherwise) {
        return arguments.path(name).asInt(otherwise);
    }
}
