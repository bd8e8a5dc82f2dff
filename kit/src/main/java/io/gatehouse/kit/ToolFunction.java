package io.gatehouse.kit;

/// What a tool does. Runs on a virtual thread of its own and may block; it is interrupted when the client cancels.
///
/// When it asks the client something ([Call#ask(Ask...)]) and the client is a modern one, the function ends there and
/// runs again from its start with the answer given: what it does before its last question must be safe to repeat.
@FunctionalInterface
public interface ToolFunction {
    /// @throws CallException to answer with an error; any other exception becomes a tool error with its message
    ToolResult call(ToolCall call) throws Exception;
}
