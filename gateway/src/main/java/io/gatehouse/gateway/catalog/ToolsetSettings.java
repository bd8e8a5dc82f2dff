package io.gatehouse.gateway.catalog;

import io.gatehouse.protocol.Slice;
import io.gatehouse.upstream.Upstream;
import io.gatehouse.upstream.settings.ModelTools;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A named choice of servers and of what they offer.
///
/// @param name the last part of its address, `/mcp/{name}`
/// @param names how its tools and prompts are called
/// @param members the servers in it; no server twice
/// @param everyServer whether all configured servers are in it, those not among `members` with all they have
/// @param description what it is for, told to clients with the gateway's own name; null when nothing is
/// @param instructions told to the model before those of the servers; null for none
/// @param modelTools what of it beside its tools a model gets as tools
public record ToolsetSettings(
        String name,
        Names names,
        List<Member> members,
        boolean everyServer,
        @Nullable String description,
        @Nullable String instructions,
        Set<ModelTools> modelTools) {
    public ToolsetSettings {
        members = List.copyOf(members);
        modelTools = Set.copyOf(modelTools);
    }

    /// A toolset that says nothing of itself.
    public ToolsetSettings(String name, Names names, List<Member> members, boolean everyServer) {
        this(name, names, members, everyServer, null, null, Set.of());
    }

    /// The same with these members.
    public ToolsetSettings with(List<Member> chosen) {
        return new ToolsetSettings(name, names, chosen, everyServer, description, instructions, modelTools);
    }

    /// The toolset of all servers with all they have, names prefixed.
    public static ToolsetSettings everything(String name) {
        return new ToolsetSettings(name, Names.PREFIXED, List.of(), true);
    }

    /// The toolset of one server with all it has, names prefixed as in the toolset of all servers.
    public static ToolsetSettings of(Upstream server) {
        return of(server, Names.PREFIXED);
    }

    /// The toolset of one server with all it has, by the server's own names.
    public static ToolsetSettings bare(Upstream server) {
        return of(server, Names.BARE);
    }

    private static ToolsetSettings of(Upstream server, Names names) {
        List<Member> whole = List.of(Member.whole(server.name()));
        Set<ModelTools> tools = server.settings().modelTools();
        return new ToolsetSettings(server.name(), names, whole, false, null, null, tools);
    }

    /// How tools and prompts are called.
    public enum Names {
        /// `server_tool`: no collisions between servers.
        PREFIXED,
        /// As the server calls them; the same name in two servers is an error.
        BARE
    }

    /// A server in a toolset.
    ///
    /// @param server the server's name
    /// @param tools the tools that are in it, by the server's own names
    /// @param overrides changes of single tools, by the server's own names
    /// @param resources its resources that are in it, by URI, and its templates, by their text
    /// @param prompts its prompts that are in it, by the server's own names
    public record Member(
            String server,
            Selection tools,
            Map<String, ToolOverride> overrides,
            Selection resources,
            Selection prompts) {
        public Member {
            overrides = Map.copyOf(overrides);
        }

        /// The same without resources and prompts.
        Member withToolsOnly() {
            return new Member(server, tools, overrides, Selection.NONE, Selection.NONE);
        }

        /// A server with all it has.
        public static Member whole(String server) {
            return new Member(server, Selection.ALL, Map.of(), Selection.ALL, Selection.ALL);
        }
    }

    /// What is changed of one tool.
    ///
    /// @param name its name in this toolset, taken as it is; null leaves the name that it would have
    /// @param description what the model reads; null leaves the server's own
    /// @param fixedArguments arguments hidden from the caller and always sent with these values, JSON by key
    public record ToolOverride(
            @Nullable String name, @Nullable String description, Map<String, Slice> fixedArguments) {
        /// Nothing is changed.
        public static final ToolOverride NONE = new ToolOverride(null, null, Map.of());

        public ToolOverride {
            fixedArguments = Map.copyOf(fixedArguments);
        }
    }
}
