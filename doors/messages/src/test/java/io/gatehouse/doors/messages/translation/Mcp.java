package io.gatehouse.doors.messages.translation;

import io.gatehouse.doors.messages.api.CanonicalJson;
import io.gatehouse.doors.messages.api.Trees;
import io.gatehouse.models.ApiException;
import io.gatehouse.protocol.Caller;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Requests and lists of tools for tests, written with single quotes.
public final class Mcp {
    static final Betas OLD = Betas.of(List.of("mcp-client-2025-04-04"));
    static final Betas TOOLSETS = Betas.of(List.of("mcp-client-2025-11-20"));
    static final Betas NEWEST = Betas.of(List.of("mcp-client-2026-09-15"));
    static final String CRM = "{'type':'url','url':'https://crm.example/mcp','name':'crm'}";
    static final String SHOP = "{'type':'url','url':'https://shop.example/mcp','name':'shop'}";
    static final String OF_CRM = "{'type':'mcp_toolset','mcp_server_name':'crm'}";
    static final String OF_SHOP = "{'type':'mcp_toolset','mcp_server_name':'shop'}";

    private Mcp() {}

    static JsonNode json(String text) {
        return Trees.MAPPER.readTree(text.replace('\'', '"'));
    }

    public static ObjectNode object(String text) {
        return (ObjectNode) json(text);
    }

    static ArrayNode array(String text) {
        return (ArrayNode) json(text);
    }

    /// A request that needs nothing else, with these fields.
    static String body(String fields) {
        return "{'model':'claude','max_tokens':9" + (fields.isEmpty() ? "" : "," + fields)
                + (fields.contains("'messages'") ? "" : ",'messages':[{'role':'user','content':'hi'}]") + "}";
    }

    /// A request to the servers crm and shop with the client's tool `local`.
    static McpRequest talk(String messages) throws ApiException {
        return read(
                body("'mcp_servers':[" + CRM + "," + SHOP + "],'tools':[" + client("local") + "," + OF_CRM + ","
                        + OF_SHOP + "],'messages':[" + messages + "]"),
                NEWEST);
    }

    static McpRequest read(String body, Betas betas) throws ApiException {
        return read(body, betas, false);
    }

    static McpRequest read(String body, Betas betas, boolean betaRequired) throws ApiException {
        return new RequestReader(betaRequired).read(body.replace('\'', '"').getBytes(StandardCharsets.UTF_8), betas);
    }

    static String client(String name) {
        return "{'name':'" + name + "','input_schema':{'type':'object'}}";
    }

    static OfferedTool tool(String name) {
        return tool(name, "{'type':'object'}");
    }

    static OfferedTool tool(String name, String schema) {
        return new OfferedTool(name, "Does " + name + ".", object(schema), true, true);
    }

    /// What servers list, by name: `crm: get put`.
    static Map<String, List<OfferedTool>> lists(String... servers) {
        Map<String, List<OfferedTool>> lists = new LinkedHashMap<>();
        for (String server : servers) {
            String[] parts = server.split(":? ");
            List<OfferedTool> tools = new ArrayList<>();
            for (int at = 1; at < parts.length; at++) {
                tools.add(tool(parts[at]));
            }
            lists.put(parts[0], tools);
        }
        return lists;
    }

    static Toolbox toolbox(McpRequest request) throws ApiException {
        return Toolbox.of(request, lists("crm: get put", "shop: buy get"));
    }

    static ResultMemory memory() {
        return new ResultMemory(
                new ResultStore(1 << 20, Duration.ofHours(1)), OtherResults.NONE, Caller.ANONYMOUS, new ResultText());
    }

    static ModelBody model(McpRequest request) throws ApiException {
        return ModelBody.of(request, toolbox(request), memory());
    }

    /// The messages that a provider gets, with single quotes.
    static String messages(ModelBody body) {
        return plain(Trees.MAPPER.readTree(body.bytes(false)).get("messages"));
    }

    public static String plain(JsonNode node) {
        return CanonicalJson.text(node).replace('"', '\'');
    }
}
