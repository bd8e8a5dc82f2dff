package io.gatehouse.doors.messages.translation;

import io.gatehouse.doors.messages.api.Trees;
import io.gatehouse.doors.messages.translation.ToolsetChoice.Place;
import io.gatehouse.kit.NearestNames;
import io.gatehouse.models.ApiError;
import io.gatehouse.models.ApiException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Puts the tools of a request together, in its order; the tools of one server are sorted by their names.
final class ToolboxBuilder {
    private static final String MARK = "cache_control";

    private final McpRequest request;
    private final Map<String, List<OfferedTool>> listed;
    private final ArrayNode tools = Trees.array();
    private final Map<String, Toolbox.OwnTool> byName = new LinkedHashMap<>();
    private final Map<String, List<ObjectNode>> definitions = new HashMap<>();
    private final Map<String, Address> disabled = new HashMap<>();
    /// Where a name of the client's is, by the name.
    private final Map<String, String> clientTools = new HashMap<>();

    ToolboxBuilder(McpRequest request, Map<String, List<OfferedTool>> listed) {
        this.request = request;
        this.listed = listed;
    }

    Toolbox build() throws ApiException {
        JsonNode given = request.body().path("tools");
        for (int at = 0; at < given.size(); at++) {
            JsonNode tool = given.get(at);
            if (tool.path("name").isString()) {
                clientTools.put(tool.path("name").stringValue(), "tools." + at);
            }
        }
        clientDefinitions();
        for (JsonNode tool : given) {
            if (!Trees.type(tool).equals(ToolsetReader.TYPE)) {
                tools.add(tool);
                continue;
            }
            ServerRequest server = request.server(tool.path("mcp_server_name").asString(""));
            if (server != null) {
                offer(server);
            }
        }
        for (ServerRequest server : request.servers()) {
            if (server.choice().place() == Place.NOWHERE) {
                offer(server);
            } else if (server.choice().place() == Place.MESSAGES) {
                definitions.put(server.name(), definitions(server));
            }
        }
        if (!tools.isEmpty() && tools.valueStream().allMatch(ToolboxBuilder::deferred)) {
            throw ApiException.invalid(
                    "At least one tool must have defer_loading=false. All tools cannot be deferred.");
        }
        List<String> servers =
                request.servers().stream().map(ServerRequest::name).toList();
        boolean named = given.valueStream()
                .allMatch(
                        tool -> tool.path("name").isString() || Trees.type(tool).equals(ToolsetReader.TYPE));
        return new Toolbox(
                tools, byName, definitions, clientTools.keySet(), listings(), new NotOffered(disabled, servers, named));
    }

    /// The client's own tools that are defined in the middle of the conversation.
    private void clientDefinitions() {
        JsonNode messages = request.body().path("messages");
        for (int at = 0; at < messages.size(); at++) {
            JsonNode message = messages.get(at);
            if (message.path("role").asString("").equals("system")) {
                for (JsonNode block : message.path("content")) {
                    JsonNode name = block.path("tool").path("definition").path("name");
                    if (Trees.type(block).equals("tool_addition") && name.isString()) {
                        clientTools.put(name.stringValue(), "messages." + at);
                    }
                }
            }
        }
    }

    private void offer(ServerRequest server) throws ApiException {
        definitions(server).forEach(tools::add);
        ObjectNode mark = server.choice().cacheControl();
        if (mark != null) {
            mark(mark);
        }
    }

    /// Puts a mark on the last tool so far that can have one; deferred tools are no part of the prompt.
    private void mark(ObjectNode mark) {
        for (int at = tools.size() - 1; at >= 0; at--) {
            if (!deferred(tools.get(at))) {
                if (!Trees.has(tools.get(at), MARK)) {
                    ObjectNode marked = Trees.object();
                    tools.get(at).properties().forEach(entry -> marked.set(entry.getKey(), entry.getValue()));
                    marked.set(MARK, mark);
                    tools.set(at, marked);
                }
                return;
            }
        }
    }

    private static boolean deferred(JsonNode tool) {
        return tool.path("defer_loading").asBoolean(false);
    }

    /// The enabled tools of a server as the provider gets them.
    private List<ObjectNode> definitions(ServerRequest server) throws ApiException {
        List<ObjectNode> definitions = new ArrayList<>();
        for (OfferedTool tool : sorted(server)) {
            Address address = new Address(server.name(), tool.name());
            String name = ModelToolNames.of(address);
            if (!server.choice().enabled(tool.name())) {
                disabled.put(name, address);
            } else {
                unique(name, address);
                AcceptableSchema schema = AcceptableSchema.of(tool.inputSchema());
                FixedArguments fixed = server.choice().arguments(tool.name());
                requireTaken(fixed, address, tool);
                byName.put(name, new Toolbox.OwnTool(address, tool, schema.names(), fixed));
                definitions.add(definition(name, tool, schema, server.choice()));
            }
        }
        return definitions;
    }

    /// An argument that the tool does not have would fix nothing, and the model could set what was to be closed.
    private static void requireTaken(FixedArguments fixed, Address address, OfferedTool tool) throws ApiException {
        for (String argument : fixed.absentFrom(tool.inputSchema())) {
            throw ApiException.invalid("tools: `configs` of the toolset of the MCP server `" + address.server()
                    + "` fixes the argument `" + argument + "` of the tool `" + address.tool()
                    + "`, which has no such argument"
                    + NearestNames.hint(
                            argument, tool.inputSchema().path("properties").propertyNames()));
        }
    }

    /// The tools of a server, of several with one name the first.
    private List<OfferedTool> sorted(ServerRequest server) {
        List<OfferedTool> asked = listed.getOrDefault(server.name(), List.of());
        List<OfferedTool> pinned = server.choice().pinned();
        Map<String, OfferedTool> byOwnName = new TreeMap<>(Comparator.naturalOrder());
        for (OfferedTool tool : pinned == null ? asked : pinned) {
            byOwnName.putIfAbsent(tool.name(), tool);
        }
        return List.copyOf(byOwnName.values());
    }

    private void unique(String name, Address address) throws ApiException {
        Toolbox.OwnTool other = byName.get(name);
        String owner = other == null
                ? clientTools.get(name)
                : "the tool `" + other.address().tool() + "` of the MCP server `"
                        + other.address().server() + "`";
        if (owner != null) {
            throw new ApiException(ApiError.invalid("tools: two tools have the name `" + name + "`: the tool `"
                            + address.tool() + "` of the MCP server `" + address.server() + "`, and " + owner
                            + "; give the server another name, or disable one of the tools")
                    .withCode("tool_name_conflict"));
        }
    }

    private static ObjectNode definition(String name, OfferedTool tool, AcceptableSchema schema, ToolsetChoice choice) {
        String given = choice.description(tool.name());
        String description = given == null ? tool.description() : given;
        String told = description == null || description.isEmpty() ? "" : description;
        String separator = told.isEmpty() || schema.note().isEmpty() ? "" : "\n\n";
        String whole = told + separator + schema.note();
        ObjectNode definition = Trees.object().put("name", name);
        if (!whole.isEmpty()) {
            definition.put("description", whole);
        }
        definition.set("input_schema", choice.arguments(tool.name()).hiddenIn(schema.schema(), schema.names()));
        if (choice.deferred(tool.name())) {
            definition.put("defer_loading", true);
        }
        return definition;
    }

    private List<ObjectNode> listings() {
        List<ObjectNode> listings = new ArrayList<>();
        if (!request.listings()) {
            return listings;
        }
        for (ServerRequest server : request.servers()) {
            if (server.choice().pinned() == null && listed.containsKey(server.name())) {
                ObjectNode listing =
                        Trees.object().put("type", "mcp_tool_listing").put("mcp_server_name", server.name());
                ArrayNode list = listing.putArray("tools");
                for (OfferedTool tool : sorted(server)) {
                    ObjectNode entry = list.addObject().put("name", tool.name());
                    if (tool.description() != null) {
                        entry.put("description", tool.description());
                    }
                    entry.set("input_schema", tool.inputSchema());
                }
                listings.add(listing);
            }
        }
        return listings;
    }
}
