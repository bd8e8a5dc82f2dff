package io.gatehouse.doors.messages.translation;

import io.gatehouse.doors.messages.api.CanonicalJson;
import io.gatehouse.doors.messages.api.Trees;
import io.gatehouse.doors.messages.translation.ToolsetChoice.Place;
import io.gatehouse.models.ApiError;
import io.gatehouse.models.ApiException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// Reads a request that uses MCP and refuses what the hosted service would refuse, with the way to what is
/// wrong. What is the provider's to check (other tools, other blocks, unknown fields) passes.
///
/// @param betaRequired whether a request has to name a beta of MCP; else its form says what it means
public record RequestReader(boolean betaRequired) {
    /// How many servers a request may name: as many as the hosted service allows.
    private static final int MOST_SERVERS = 20;

    private static final int MOST_MESSAGES = 100_000;

    /// Reads the body of `POST /v1/messages`.
    ///
    /// @throws ApiException if it is wrong
    public McpRequest read(byte[] body, Betas betas) throws ApiException {
        return read(new Fields(Trees.body(body), ""), betas, true);
    }

    /// Reads the body of `POST /v1/messages/count_tokens`, which needs less.
    ///
    /// @throws ApiException if it is wrong
    public McpRequest readCount(byte[] body, Betas betas) throws ApiException {
        return read(new Fields(Trees.body(body), ""), betas, false);
    }

    private McpRequest read(Fields body, Betas betas, boolean answered) throws ApiException {
        String model = body.text("model", 1, 1024);
        if (answered) {
            JsonNode most = body.required("max_tokens");
            if (!most.isIntegralNumber()) {
                throw body.wrong("max_tokens", "Input should be a valid integer");
            }
            if (most.bigIntegerValue().signum() < 0) {
                throw body.wrong("max_tokens", "Input should be greater than or equal to 0");
            }
        }
        boolean stream = Boolean.TRUE.equals(body.flag("stream"));
        if (body.optional("thread") != null) {
            throw new ApiException(
                    ApiError.invalid("thread: a conversation with MCP is not kept here; send all messages")
                            .withCode("thread_unsupported_request"));
        }
        McpGeneration generation = betaRequired ? betas.generation() : RequestForm.generation(body.object(), betas);
        Map<String, ServersReader.Read> servers = ServersReader.servers(body, generation, MOST_SERVERS);
        JsonNode messages = messages(body);
        HistoryReader history = HistoryReader.read(messages, generation);
        List<ToolsetReader.Read> toolsets = new ArrayList<>(toolsets(body, generation));
        toolsets.addAll(history.toolsets());
        choice(body);
        return new McpRequest(
                body.object(),
                model,
                stream,
                joined(servers, toolsets, history.listings(), generation),
                betas,
                generation.atLeast(McpGeneration.LISTINGS));
    }

    private static JsonNode messages(Fields body) throws ApiException {
        JsonNode messages = body.required("messages");
        if (!messages.isArray()) {
            throw body.wrong("messages", "Input should be a valid list");
        }
        if (messages.isEmpty()) {
            throw body.wrong("messages", "at least one message is required");
        }
        if (messages.size() > MOST_MESSAGES) {
            throw body.wrong("messages", "List should have at most 100000 items after validation");
        }
        return messages;
    }

    private static List<ToolsetReader.Read> toolsets(Fields body, McpGeneration generation) throws ApiException {
        List<ToolsetReader.Read> toolsets = new ArrayList<>();
        JsonNode tools = body.list("tools");
        for (int at = 0; tools != null && at < tools.size(); at++) {
            Fields tool = Fields.of(tools.get(at), "tools." + at);
            if (Trees.type(tool.object()).equals(ToolsetReader.TYPE)) {
                toolsets.add(ToolsetReader.toolset(tool.object(), tool.path(), Place.TOOLS, generation));
            } else if (tool.optional("name") != null) {
                tool.text("name");
            }
        }
        return toolsets;
    }

    private static void choice(Fields body) throws ApiException {
        Fields choice = body.fields("tool_choice");
        if (choice != null && choice.text("type").equals("tool")) {
            choice.as("tool").text("name", 1, Integer.MAX_VALUE);
        }
    }

    /// Gives every server its toolset.
    private static List<ServerRequest> joined(
            Map<String, ServersReader.Read> servers,
            List<ToolsetReader.Read> toolsets,
            Map<String, List<OfferedTool>> listings,
            McpGeneration generation)
            throws ApiException {
        Map<String, ToolsetReader.Read> byServer = new HashMap<>();
        for (ToolsetReader.Read toolset : toolsets) {
            String at = toolset.path() + "." + ToolsetReader.TYPE + ".mcp_server_name: ";
            if (!servers.containsKey(toolset.server())) {
                throw ApiException.invalid(at + "there is no MCP server `" + toolset.server() + "` in `mcp_servers`"
                        + (servers.isEmpty() ? "" : "; there are: " + String.join(", ", servers.keySet())));
            }
            ToolsetReader.Read other = byServer.putIfAbsent(toolset.server(), toolset);
            if (other != null && !sameDefinition(other, toolset)) {
                throw ApiException.invalid(at + "the MCP server `" + toolset.server() + "` already has a toolset, "
                        + other.path() + "; every server has exactly one");
            }
        }
        List<ServerRequest> joined = new ArrayList<>();
        for (ServersReader.Read server : servers.values()) {
            ToolsetReader.Read toolset = byServer.get(server.name());
            if (toolset == null && generation.atLeast(McpGeneration.TOOLSETS)) {
                throw ApiException.invalid(server.path() + ": the MCP server `" + server.name() + "` has no toolset;"
                        + " add {\"type\": \"mcp_toolset\", \"mcp_server_name\": " + CanonicalJson.quoted(server.name())
                        + "} to `tools`");
            }
            ToolsetChoice choice = toolset == null ? ToolsetReader.old(server.configuration()) : toolset.choice();
            List<OfferedTool> listed = listings.get(server.name());
            joined.add(new ServerRequest(
                    server.name(), server.url(), server.token(), listed == null ? choice : choice.knowing(listed)));
        }
        return joined;
    }

    /// A conversation may define the same toolset again, after it has been removed.
    private static boolean sameDefinition(ToolsetReader.Read one, ToolsetReader.Read other) {
        return one.choice().place() == Place.MESSAGES
                && one.choice().withoutMark().equals(other.choice().withoutMark());
    }
}
