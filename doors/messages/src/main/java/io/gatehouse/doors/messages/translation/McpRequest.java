package io.gatehouse.doors.messages.translation;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// A request to the Messages API that uses MCP, checked.
///
/// @param body the whole body as it came; must not be changed
/// @param model the model's name
/// @param stream whether the answer is to come as events
/// @param servers the servers in the order of `mcp_servers`, each with its choice of tools
/// @param betas what the request's headers ask for
/// @param listings whether the client knows blocks that list the tools of servers
public record McpRequest(
        ObjectNode body, String model, boolean stream, List<ServerRequest> servers, Betas betas, boolean listings) {
    public McpRequest {
        servers = List.copyOf(servers);
    }

    /// The server of this name, or null.
    @Nullable
    ServerRequest server(String name) {
        for (ServerRequest server : servers) {
            if (server.name().equals(name)) {
                return server;
            }
        }
        return null;
    }
}
