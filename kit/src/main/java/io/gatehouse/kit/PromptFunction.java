package io.gatehouse.kit;

/// What makes the messages of a prompt; the rules of [ToolFunction] hold.
@FunctionalInterface
public interface PromptFunction {
    /// @throws CallException to answer with an error
    PromptResult get(PromptCall call) throws Exception;
}
