package io.gatehouse.doors.messages.translation;

import io.gatehouse.doors.messages.api.Trees;
import io.gatehouse.models.ApiError;
import io.gatehouse.models.ApiException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Turns what messages say about tools of MCP servers (`tool_addition`, `tool_removal`, `tool_reference`) into
/// what a provider understands, to whom they are tools like any other.
final class ToolChanges {
    private static final String MARK = "cache_control";
    /// As many as the hosted service takes.
    private static final int MOST_TOOLS = 10_000;

    private final McpRequest request;
    private final Toolbox toolbox;
    private final Set<String> defined = new HashSet<>();
    private int named;

    ToolChanges(McpRequest request, Toolbox toolbox) {
        this.request = request;
        this.toolbox = toolbox;
    }

    /// A message of the system; null when nothing is left of it.
    ///
    /// @throws ApiException if it refers to a tool that does not exist
    @Nullable
    ObjectNode translate(ObjectNode message, String path) throws ApiException {
        JsonNode content = message.path("content");
        boolean changed = false;
        ArrayNode blocks = Trees.array();
        for (int at = 0; content.isArray() && at < content.size(); at++) {
            List<ObjectNode> translated = change(content.get(at), path + ".content." + at);
            changed |= translated != null;
            if (translated == null) {
                blocks.add(content.get(at));
            } else {
                translated.forEach(blocks::add);
            }
        }
        if (!changed) {
            return message;
        }
        if (blocks.isEmpty() && !Trees.has(message, "output_config")) {
            return null;
        }
        return with(message, "content", blocks);
    }

    /// What a block becomes; null when it stays.
    private @Nullable List<ObjectNode> change(JsonNode block, String path) throws ApiException {
        String type = Trees.type(block);
        if (!type.equals("tool_addition") && !type.equals("tool_removal")) {
            return null;
        }
        JsonNode tool = block.path("tool");
        String server = tool.path("server_name").asString("");
        return switch (Trees.type(tool)) {
            case "mcp_tool_reference" -> {
                Address address = new Address(server, tool.path("name").asString(""));
                if (toolbox.offered(address) == null) {
                    throw unresolved(
                            path, "there is no tool `" + address.tool() + "` of an MCP server `" + server + "`");
                }
                yield references(block, List.of(toolbox.modelName(server, address.tool())), null, path);
            }
            case "mcp_toolset_reference" -> {
                if (request.server(server) == null) {
                    throw unresolved(path, "there is no MCP server `" + server + "` in `mcp_servers`");
                }
                yield references(block, toolbox.namesOf(server), null, path);
            }
            case "tool_definition" -> definition(block, tool.path("definition"), path);
            default -> null;
        };
    }

    private static ApiException unresolved(String path, String why) {
        return new ApiException(
                ApiError.invalid(path + ".tool: " + why + ", or it is disabled").withCode("tool_reference_unresolved"));
    }

    private @Nullable List<ObjectNode> definition(JsonNode block, JsonNode definition, String path)
            throws ApiException {
        if (!Trees.type(definition).equals(ToolsetReader.TYPE)) {
            return null;
        }
        String server = definition.path("mcp_server_name").asString("");
        JsonNode mark = definition.get(MARK);
        if (!defined.add(server)) {
            return references(block, toolbox.namesOf(server), mark, path);
        }
        List<ObjectNode> definitions = toolbox.definitions(server);
        count(definitions.size(), path);
        List<ObjectNode> tools = definitions.stream()
                .map(tool -> {
                    ObjectNode whole = Trees.object().put("type", "tool_definition");
                    whole.set("definition", tool);
                    return change(block, whole);
                })
                .toList();
        return marked(tools, block, mark);
    }

    /// One block may stand for all tools of a server, so that a small request could become a huge one.
    private void count(int tools, String path) throws ApiException {
        named += tools;
        if (named > MOST_TOOLS) {
            throw new ApiException(ApiError.invalid(
                            path + ": the messages add and remove more than " + MOST_TOOLS
                                    + " tools, those of whole toolsets counted one by one; name fewer tools or send fewer changes")
                    .withCode("available_tools_limit_exceeded"));
        }
    }

    private List<ObjectNode> references(JsonNode block, List<String> names, @Nullable JsonNode mark, String path)
            throws ApiException {
        count(names.size(), path);
        List<ObjectNode> tools = names.stream()
                .map(name -> change(
                        block, Trees.object().put("type", "tool_reference").put("name", name)))
                .toList();
        return marked(tools, block, mark);
    }

    private static ObjectNode change(JsonNode block, ObjectNode tool) {
        ObjectNode change = Trees.object().put("type", Trees.type(block));
        change.set("tool", tool);
        return change;
    }

    /// Puts the block's mark on the last of those that it has become.
    private static List<ObjectNode> marked(List<ObjectNode> changes, JsonNode block, @Nullable JsonNode other) {
        JsonNode mark = Trees.has(block, MARK) ? block.get(MARK) : other;
        if (mark != null && !mark.isNull() && !changes.isEmpty()) {
            changes.getLast().set(MARK, mark);
        }
        return changes;
    }

    /// A message of the user whose results refer to tools: a client that searches tools itself may name those
    /// of servers as they call them.
    ///
    /// @throws ApiException if a name is that of tools of several servers
    ObjectNode references(ObjectNode message, String path) throws ApiException {
        JsonNode content = message.path("content");
        ArrayNode blocks = null;
        for (int at = 0; content.isArray() && at < content.size(); at++) {
            JsonNode block = content.get(at);
            ArrayNode parts = Trees.type(block).equals("tool_result")
                    ? renamed(block.path("content"), path + ".content." + at + ".tool_result.content")
                    : null;
            if (parts != null) {
                blocks = blocks == null ? ((ArrayNode) content).deepCopy() : blocks;
                blocks.set(at, with((ObjectNode) block, "content", parts));
            }
        }
        return blocks == null ? message : with(message, "content", blocks);
    }

    /// The parts with the names for the model; null when nothing changes.
    private @Nullable ArrayNode renamed(JsonNode parts, String path) throws ApiException {
        ArrayNode renamed = null;
        for (int at = 0; parts.isArray() && at < parts.size(); at++) {
            JsonNode part = parts.get(at);
            String name = part.path("tool_name").asString("");
            if (part instanceof ObjectNode object && Trees.type(part).equals("tool_reference")) {
                String known = toolbox.resolve(name, path + "." + at + ".tool_name");
                if (known != null && !known.equals(name)) {
                    renamed = renamed == null ? ((ArrayNode) parts).deepCopy() : renamed;
                    ObjectNode copy = object.deepCopy();
                    renamed.set(at, copy.put("tool_name", known));
                }
            }
        }
        return renamed;
    }

    /// A copy with another value under one key, which keeps its place.
    private static ObjectNode with(ObjectNode object, String key, JsonNode value) {
        ObjectNode copy = Trees.object();
        for (Map.Entry<String, JsonNode> entry : object.properties()) {
            copy.set(entry.getKey(), entry.getKey().equals(key) ? value : entry.getValue());
        }
        return copy;
    }
}
