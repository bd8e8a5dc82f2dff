package io.gatehouse.doors.messages.translation;

import io.gatehouse.doors.messages.api.CanonicalJson;
import io.gatehouse.models.ApiException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// All tools of one request under the names by which the model knows them: those of MCP servers, and the
/// client's own. The same request and the same lists give the same bytes.
public final class Toolbox {
    private final ArrayNode tools;
    private final Map<String, OwnTool> byName;
    private final Map<String, List<ObjectNode>> definitions;
    private final Set<String> clientTools;
    private final List<ObjectNode> listings;
    private final NotOffered notOffered;
    private final Map<Address, String> names = new LinkedHashMap<>();
    private final Map<String, String> byJoinedName = new HashMap<>();
    private final Map<String, List<String>> byOwnName = new HashMap<>();
    private final Map<String, List<String>> byServer = new HashMap<>();
    private byte @Nullable [] toolBytes;

    /// A tool of a server that the model may call.
    ///
    /// @param arguments what the model calls its arguments
    /// @param fixed arguments that every call has
    record OwnTool(Address address, OfferedTool offered, ArgumentNames arguments, FixedArguments fixed) {}

    Toolbox(
            ArrayNode tools,
            Map<String, OwnTool> byName,
            Map<String, List<ObjectNode>> definitions,
            Set<String> clientTools,
            List<ObjectNode> listings,
            NotOffered notOffered) {
        this.tools = tools;
        this.byName = byName;
        this.definitions = definitions;
        this.clientTools = clientTools;
        this.listings = List.copyOf(listings);
        this.notOffered = notOffered;
        byName.forEach((name, tool) -> {
            Address address = tool.address();
            names.put(address, name);
            byJoinedName.putIfAbsent(address.server() + "_" + address.tool(), name);
            add(byOwnName, address.tool(), name);
            add(byServer, address.server(), name);
        });
    }

    private static void add(Map<String, List<String>> lists, String key, String name) {
        lists.computeIfAbsent(key, unseen -> new ArrayList<>()).add(name);
    }

    /// Puts the tools together.
    ///
    /// @param byServer what the servers of the request list, by the names that the request gives them; a
    ///     server whose tools are pinned need not be there
    /// @throws ApiException if two tools have one name, or all tools are deferred
    public static Toolbox of(McpRequest request, Map<String, List<OfferedTool>> byServer) throws ApiException {
        return new ToolboxBuilder(request, byServer).build();
    }

    /// The tools as the provider gets them; must not be changed.
    ArrayNode tools() {
        return tools;
    }

    /// The same as JSON, written once.
    byte[] toolBytes() {
        byte[] written = toolBytes;
        if (written == null) {
            written = CanonicalJson.bytes(tools);
            toolBytes = written;
        }
        return written;
    }

    /// The tool of a server that the model calls by this name; null when there is none.
    @Nullable
    public Address find(String modelName) {
        OwnTool tool = byName.get(modelName);
        return tool == null ? null : tool.address();
    }

    /// Which tool of a server the model calls by this name, also one that it was not offered; null when the call is for
    /// the client.
    @Nullable
    public Address called(String modelName) {
        Address offered = find(modelName);
        return offered != null || clientTools.contains(modelName) ? offered : notOffered.find(modelName);
    }

    /// What is known of a tool that the model may call; null when there is none.
    @Nullable
    public OfferedTool offered(Address address) {
        String name = names.get(address);
        OwnTool tool = name == null ? null : byName.get(name);
        return tool == null ? null : tool.offered();
    }

    /// The arguments of a call as the server names them.
    ///
    /// @param input as the model gave them; not changed
    public ObjectNode arguments(Address address, ObjectNode input) {
        String name = names.get(address);
        OwnTool tool = name == null ? null : byName.get(name);
        return tool == null ? input : tool.fixed().in(tool.arguments().arguments(input));
    }

    /// The arguments that the request sets in calls of a tool, by the server's names.
    public Set<String> fixedArguments(Address address) {
        String name = names.get(address);
        OwnTool tool = name == null ? null : byName.get(name);
        return tool == null ? Set.of() : tool.fixed().names();
    }

    /// What the model calls a tool of a server, also one that it may no longer call.
    String modelName(String server, String tool) {
        Address address = new Address(server, tool);
        String name = names.get(address);
        return name == null ? ModelToolNames.of(address) : name;
    }

    /// The name for the model of a tool that a client names as it likes: a name for the model, `server_tool`,
    /// or the tool's own name where no other server has it; null when there is no such tool.
    ///
    /// @param path the way to the name, for the message of an error
    /// @throws ApiException if several servers have the tool
    @Nullable
    String resolve(String name, String path) throws ApiException {
        if (clientTools.contains(name) || byName.containsKey(name)) {
            return name;
        }
        String joined = byJoinedName.get(name);
        if (joined != null) {
            return joined;
        }
        List<String> found = byOwnName.getOrDefault(name, List.of());
        if (found.size() > 1) {
            throw ApiException.invalid(path + ": several MCP servers have a tool `" + name + "`; name one of these: "
                    + String.join(", ", found));
        }
        return found.isEmpty() ? null : found.getFirst();
    }

    /// The names for the model of all tools of a server that it may call, in their order.
    List<String> namesOf(String server) {
        return byServer.getOrDefault(server, List.of());
    }

    /// The tools of a server whose toolset is defined in the middle of the conversation; must not be
    /// changed.
    List<ObjectNode> definitions(String server) {
        return definitions.getOrDefault(server, List.of());
    }

    /// The blocks `mcp_tool_listing` that the answer begins with: of the servers that were asked, when the
    /// client knows such blocks (2026-09-15).
    public List<ObjectNode> listings() {
        return listings;
    }
}
