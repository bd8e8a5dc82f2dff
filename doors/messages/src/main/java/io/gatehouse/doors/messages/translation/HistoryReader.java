package io.gatehouse.doors.messages.translation;

import io.gatehouse.doors.messages.api.Trees;
import io.gatehouse.doors.messages.translation.ToolsetChoice.Place;
import io.gatehouse.models.ApiException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// Checks the blocks of MCP in a conversation, each on its own, and finds the lists of tools and the
/// toolsets in it.
final class HistoryReader {
    private static final Set<String> USE_KEYS = Set.of("type", "id", "name", "server_name", "input", "cache_control");
    private static final Set<String> RESULT_KEYS =
            Set.of("type", "tool_use_id", "content", "is_error", "cache_control");
    private static final Set<String> LISTING_KEYS = Set.of("type", "mcp_server_name", "tools");

    private final McpGeneration generation;
    private final List<ToolsetReader.Read> toolsets = new ArrayList<>();
    private final Map<String, List<OfferedTool>> listings = new HashMap<>();

    private HistoryReader(McpGeneration generation) {
        this.generation = generation;
    }

    /// Reads all messages.
    ///
    /// @throws ApiException if one is not as documented
    static HistoryReader read(JsonNode messages, McpGeneration generation) throws ApiException {
        HistoryReader history = new HistoryReader(generation);
        for (int at = 0; at < messages.size(); at++) {
            history.message(Fields.of(messages.get(at), "messages." + at));
        }
        return history;
    }

    /// The toolsets that are defined in the middle of the conversation.
    List<ToolsetReader.Read> toolsets() {
        return toolsets;
    }

    /// What servers listed in earlier answers; of several lists of one server, the last.
    Map<String, List<OfferedTool>> listings() {
        return listings;
    }

    private void message(Fields message) throws ApiException {
        String role = message.text("role");
        boolean system = role.equals("system");
        JsonNode content = system ? message.optional("content") : message.required("content");
        if (content == null || content.isString()) {
            return;
        }
        if (!content.isArray()) {
            throw message.wrong("content", "Input should be a valid list or string");
        }
        for (int at = 0; at < content.size(); at++) {
            block(Fields.of(content.get(at), message.at("content") + "." + at), role);
        }
    }

    private void block(Fields block, String role) throws ApiException {
        String type = Trees.type(block.object());
        if (type.startsWith("mcp_tool_")) {
            if (!role.equals("assistant")) {
                throw ApiException.invalid(
                        block.path() + ": `" + type + "` blocks can only be in `assistant` messages");
            }
            if (generation == McpGeneration.NONE) {
                throw ApiException.invalid(block.path() + ": Input tag '" + type + "' needs a beta; name"
                        + " `mcp-client-2025-11-20` or `mcp-client-2026-09-15` in the header `anthropic-beta`");
            }
        }
        switch (type) {
            case "mcp_tool_use" -> use(block.as(type));
            case "mcp_tool_result" -> result(block.as(type));
            case "mcp_tool_listing" -> listing(block.as(type));
            case "tool_addition" -> addition(block.as(type));
            default -> {
                // Not of MCP: the provider checks it.
            }
        }
    }

    private static void use(Fields use) throws ApiException {
        use.text("id", ToolIds.LEGAL);
        use.text("name", 1, Integer.MAX_VALUE);
        use.text("server_name", 1, Integer.MAX_VALUE);
        use.requiredFields("input");
        use.only(USE_KEYS);
    }

    private static void result(Fields result) throws ApiException {
        result.text("tool_use_id", ToolIds.LEGAL);
        result.flag("is_error");
        result.only(RESULT_KEYS);
        JsonNode content = result.optional("content");
        if (content == null || content.isString()) {
            return;
        }
        if (!content.isArray()) {
            throw result.wrong("content", "Input should be a valid list or string");
        }
        for (int at = 0; at < content.size(); at++) {
            Fields part = Fields.of(content.get(at), result.at("content") + "." + at);
            if (!part.text("type").equals("text")) {
                throw part.wrong("type", "Input should be 'text'");
            }
            part.text("text");
        }
    }

    private void listing(Fields listing) throws ApiException {
        if (!generation.atLeast(McpGeneration.LISTINGS)) {
            throw ApiException.invalid(listing.path() + ": a list of tools that an earlier answer gave needs the beta"
                    + " `mcp-client-2026-09-15` in later requests too");
        }
        String server = listing.text("mcp_server_name", 1, Integer.MAX_VALUE);
        listing.only(LISTING_KEYS);
        listings.put(server, ToolsetReader.tools(listing));
    }

    private void addition(Fields addition) throws ApiException {
        Fields tool = addition.fields("tool");
        if (tool == null || !Trees.type(tool.object()).equals("tool_definition")) {
            return;
        }
        Fields definition = tool.requiredFields("definition");
        if (!Trees.type(definition.object()).equals(ToolsetReader.TYPE)) {
            return;
        }
        if (!generation.atLeast(McpGeneration.LISTINGS)) {
            throw ApiException.invalid(definition.path()
                    + ": an `mcp_toolset` in the middle of a conversation needs the beta `mcp-client-2026-09-15`");
        }
        toolsets.add(ToolsetReader.toolset(definition.object(), definition.path(), Place.MESSAGES, generation));
    }
}
