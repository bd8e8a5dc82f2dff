package io.gatehouse.doors.messages.translation;

import io.gatehouse.doors.messages.api.Trees;
import io.gatehouse.models.ApiException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads `mcp_servers`.
final class ServersReader {
    private static final Set<String> KEYS = Set.of("type", "url", "name", "authorization_token", "tool_configuration");
    private static final int LONGEST_NAME = 255;
    private static final int LONGEST_URL = 8192;

    private ServersReader() {}

    /// A server without its toolset.
    ///
    /// @param configuration the `tool_configuration` of before there were toolsets; null for none
    public record Read(
            String name,
            String path,
            String url,
            @Nullable String token,
            @Nullable Fields configuration) {}

    /// Reads all servers, by name and in order.
    ///
    /// @param most how many there may be
    /// @throws ApiException if they are not as documented
    static Map<String, Read> servers(Fields body, McpGeneration generation, int most) throws ApiException {
        JsonNode list = body.list("mcp_servers");
        List<Read> read = new ArrayList<>();
        int count = list == null ? 0 : list.size();
        if (count > 0 && generation == McpGeneration.NONE) {
            throw ApiException.invalid("mcp_servers: Extra inputs are not permitted; MCP needs a beta, so name"
                    + " `mcp-client-2025-11-20` or `mcp-client-2026-09-15` in the header `anthropic-beta`");
        }
        if (count > most) {
            throw ApiException.invalid(
                    "mcp_servers: List should have at most " + most + " items after validation, not " + count);
        }
        for (int at = 0; list != null && at < count; at++) {
            read.add(server(Fields.of(list.get(at), "mcp_servers." + at), generation));
        }
        Map<String, Read> byName = new LinkedHashMap<>();
        for (Read server : read) {
            if (byName.put(server.name(), server) != null) {
                throw ApiException.invalid(server.path() + ".name: names of MCP servers must be unique, but `"
                        + server.name() + "` appears twice");
            }
        }
        return byName;
    }

    private static Read server(Fields fields, McpGeneration generation) throws ApiException {
        if (fields.optional("command") != null || "stdio".equals(Trees.type(fields.object()))) {
            String where = fields.at(fields.optional("command") == null ? "type" : "command");
            throw ApiException.invalid(where + ": a request cannot start a program. Configure the"
                    + " server in the gateway, then name it by {\"type\": \"url\", \"name\": \"NAME\","
                    + " \"url\": \"gatehouse://server/NAME\"}");
        }
        if (!fields.text("type").equals("url")) {
            throw fields.wrong("type", "Input should be 'url'");
        }
        String name = fields.text("name", 1, LONGEST_NAME);
        String url = fields.text("url", 1, LONGEST_URL);
        if (!absolute(url)) {
            throw fields.wrong(
                    "url",
                    "Input should be a valid URL with a scheme, for example `https://…` or" + " `gatehouse://…`");
        }
        String token = fields.optionalText("authorization_token");
        if (token != null && !token.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
            throw fields.wrong("authorization_token", "must be a bearer token: printable ASCII without spaces");
        }
        if (token != null && token.isEmpty()) {
            token = null;
        }
        Fields configuration = fields.fields("tool_configuration");
        if (configuration != null && generation.atLeast(McpGeneration.TOOLSETS)) {
            throw fields.wrong(
                    "tool_configuration",
                    "Extra inputs are not permitted since `mcp-client-2025-11-20`; configure the tools in an"
                            + " `mcp_toolset` of `tools`");
        }
        fields.only(KEYS);
        return new Read(name, fields.path(), url, token, configuration);
    }

    private static boolean absolute(String url) {
        try {
            return new URI(url).isAbsolute();
        } catch (URISyntaxException malformed) {
            return false;
        }
    }
}
