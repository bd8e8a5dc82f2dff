package io.gatehouse.doors.messages.loop;

import io.gatehouse.doors.messages.api.CanonicalJson;
import io.gatehouse.doors.messages.translation.Address;
import io.gatehouse.doors.messages.translation.CallIds;
import io.gatehouse.doors.messages.translation.PendingCall;
import io.gatehouse.doors.messages.translation.Toolbox;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A call of an MCP tool that is to run.
///
/// @param id as the client knows it
/// @param malformed whether the model wrote arguments that are no JSON object; they are empty then
record McpCall(String id, Address address, ObjectNode input, boolean malformed) {

    /// A call that an earlier answer left open.
    static McpCall of(PendingCall call) {
        return new McpCall(call.clientId(), call.address(), call.input(), false);
    }

    /// The calls of MCP tools in an answer of the model, in order.
    ///
    /// @param content its blocks as the provider gave them; arguments that are no object become an empty one
    static List<McpCall> of(ArrayNode content, Toolbox toolbox, CallIds ids) {
        List<McpCall> calls = new ArrayList<>();
        for (JsonNode block : content) {
            Address address = McpBlocks.address(block, toolbox);
            if (address != null && block instanceof ObjectNode call) {
                boolean malformed = !call.path("input").isObject() && !none(call.path("input"));
                ObjectNode input = call.path("input") instanceof ObjectNode given ? given : call.putObject("input");
                calls.add(new McpCall(ids.client(call), address, input, malformed));
            }
        }
        return calls;
    }

    /// How providers write that a call has no arguments, when not as `{}`.
    private static boolean none(JsonNode input) {
        return input.isMissingNode()
                || input.isNull()
                || input.isString() && input.stringValue().isBlank();
    }

    /// The same for two calls of the same tool with the same arguments.
    String same() {
        return address.server() + '\n' + address.tool() + '\n' + CanonicalJson.text(input);
    }
}
