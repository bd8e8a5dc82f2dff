package io.gatehouse.policy;

import java.util.List;

/// What a limit covers. All lists hold patterns in which `*` stands for any text; an empty one covers nothing.
///
/// @param servers names of the servers whose tools, prompts and resources it covers
/// @param tools names of tools as their servers call them
/// @param prompts names of prompts as their servers call them
/// @param resources URIs of resources
/// @param models names of models as requests name them
public record Covered(
        List<String> servers, List<String> tools, List<String> prompts, List<String> resources, List<String> models) {
    /// All tools of all servers.
    public static final Covered TOOLS = tools(List.of("*"), List.of("*"));

    public Covered {
        servers = List.copyOf(servers);
        tools = List.copyOf(tools);
        prompts = List.copyOf(prompts);
        resources = List.copyOf(resources);
        models = List.copyOf(models);
    }

    /// Tools only.
    public static Covered tools(List<String> servers, List<String> tools) {
        return new Covered(servers, tools, List.of(), List.of(), List.of());
    }

    /// Whether it covers anything of a kind.
    public boolean any(UseKind kind) {
        return switch (kind) {
            case TOOL -> !tools.isEmpty();
            case PROMPT -> !prompts.isEmpty();
            case RESOURCE -> !resources.isEmpty();
            case MODEL -> !models.isEmpty();
        };
    }

    /// Whether it covers something of this name.
    ///
    /// @param server that has it; not looked at for a model
    public boolean covers(UseKind kind, String server, String name) {
        return switch (kind) {
            case TOOL -> Role.matches(tools, name) && Role.matches(servers, server);
            case PROMPT -> Role.matches(prompts, name) && Role.matches(servers, server);
            case RESOURCE -> Role.matches(resources, name) && Role.matches(servers, server);
            case MODEL -> Role.matches(models, name);
        };
    }
}
