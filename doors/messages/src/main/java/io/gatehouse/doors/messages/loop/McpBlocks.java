package io.gatehouse.doors.messages.loop;

import io.gatehouse.doors.messages.api.Trees;
import io.gatehouse.doors.messages.translation.Address;
import io.gatehouse.doors.messages.translation.CallIds;
import io.gatehouse.doors.messages.translation.ResultForms;
import io.gatehouse.doors.messages.translation.Toolbox;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// How the client sees the calls of MCP tools that the model makes.
final class McpBlocks {
    private McpBlocks() {}

    /// Which MCP tool a block of the model calls, also one that it was not offered; null when it calls none.
    static @Nullable Address address(JsonNode block, Toolbox toolbox) {
        return block.path("type").asString("").equals("tool_use")
                ? toolbox.called(block.path("name").asString(""))
                : null;
    }

    /// The client's form of a call of the model.
    ///
    /// @param call a `tool_use` block
    static ObjectNode use(ObjectNode call, Address address, CallIds ids) {
        ObjectNode use = Trees.object()
                .put("type", "mcp_tool_use")
                .put("id", ids.client(call))
                .put("name", address.tool())
                .put("server_name", address.server());
        JsonNode input = call.path("input");
        use.set("input", input.isObject() ? input : Trees.object());
        return use;
    }

    /// The client's form of a result.
    ///
    /// @param id of the call, in the client's form
    static ObjectNode result(String id, ResultForms forms) {
        ObjectNode result = Trees.object()
                .put("type", "mcp_tool_result")
                .put("tool_use_id", id)
                .put("is_error", forms.error());
        result.set("content", forms.forClient());
        return result;
    }
}
