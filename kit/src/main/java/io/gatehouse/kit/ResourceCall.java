package io.gatehouse.kit;

import java.util.Map;

/// A request to read a resource.
public final class ResourceCall extends Call {
    private final String uri;
    private final Map<String, String> variables;

    ResourceCall(CallContext context, String uri, Map<String, String> variables) {
        super(context);
        this.uri = uri;
        this.variables = Map.copyOf(variables);
    }

    /// The URI as the client spelled it.
    public String uri() {
        return uri;
    }

    /// What stands in the place of a variable of the template, decoded; empty when the template has no such variable.
    public String variable(String name) {
        return variables.getOrDefault(name, "");
    }
}
