package io.gatehouse.kit;

import java.util.Map;

/// A request for the messages of a prompt.
public final class PromptCall extends Call {
    private final Map<String, String> arguments;

    PromptCall(CallContext context, Map<String, String> arguments) {
        super(context);
        this.arguments = Map.copyOf(arguments);
    }

    /// The arguments by name.
    public Map<String, String> arguments() {
        return arguments;
    }

    /// An argument; empty when it was left out, which the kit lets happen to optional ones only.
    public String argument(String name) {
        return arguments.getOrDefault(name, "");
    }
}
