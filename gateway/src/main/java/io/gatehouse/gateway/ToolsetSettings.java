package io.gatehouse.gateway;

import io.gatehouse.protocol.Slice;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A named choice of servers and of what they offer.
///
/// @param name the last part of its address, `/mcp/{name}`
/// @param names how its tools and prompts are called
/// @param members the servers in it; no server twice
/// @param everyServer whether all configured servers are in it, those not among `members` with all they have
public record ToolsetSettings(String name, Names names, List<Member> members, boolean everyServer) {
    public ToolsetSettings {
        members = List.copyOf(members);
    }

    /// The toolset of all servers with all they have, names prefixed.
    public static ToolsetSettings everything(String name) {
        return new ToolsetSettings(name, Names.PREFIXED, List.of(), true);
    }

    /// The toolset of one server with all it has, names prefixed as in the toolset of all servers.
    public static ToolsetSettings of(String server) {
        return new ToolsetSettings(server, Names.PREFIXED, List.of(Member.whole(server)), false);
    }

    /// How tools and prompts are called.
    public enum Names {
        /// `server_tool`: no collisions between servers.
        PREFIXED,
        /// As the server calls them; the same name in two servers is an error.
        BARE
    }

    /// A server in a toolset. Patterns are globs: `*` stands for any text, `?` for one character.
    ///
    /// @param server the server's name
    /// @param allow the tools that are in it, by the server's own names; all when empty
    /// @param deny the tools that are not, even when allowed
    /// @param tools changes of single tools, by the server's own names
    /// @param resources whether its resources and templates are in it
    /// @param prompts whether its prompts are in it
    public record Member(
            String server,
            List<String> allow,
            List<String> deny,
            Map<String, ToolOverride> tools,
            boolean resources,
            boolean prompts) {
        public Member {
            allow = List.copyOf(allow);
            deny = List.copyOf(deny);
            tools = Map.copyOf(tools);
        }

        /// A server with all it has.
        public static Member whole(String server) {
            return new Member(server, List.of(), List.of(), Map.of(), true, true);
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
