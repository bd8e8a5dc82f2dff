package io.gatehouse.kit;

import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Slice;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Answers `tools/call`. Arguments that do not fit are a tool error, so that the model can correct them.
record ToolCalls(Listing<Tool> tools, KitSettings settings) implements CallRunner.Kind {

    @Override
    public Response answer(CallContext context) throws Exception {
        String name = context.request().name();
        if (name == null) {
            throw CallException.invalid("params.name must be the name of a tool");
        }
        Tool tool = tools.find(name);
        if (tool == null) {
            return Response.error(
                    ErrorCode.INVALID_PARAMS,
                    "there is no tool \"" + CallErrors.shortened(name) + "\"" + NearestNames.hint(name, tools.names()));
        }
        Slice given = context.request().params() == null
                ? null
                : context.request().params().get("arguments");
        if (given != null && given.first() != '{') {
            throw CallException.invalid("params.arguments must be an object");
        }
        if (given != null && given.length() > settings.maxArgumentBytes()) {
            return Response.toolError("The arguments have " + given.length() + " bytes, more than the "
                    + settings.maxArgumentBytes() + " that " + name + " takes: send less.");
        }
        ObjectNode arguments;
        try {
            arguments = given == null ? JsonValues.object() : (ObjectNode) JsonValues.read(given);
        } catch (JacksonException refused) {
            return Response.toolError("The arguments of " + name + " cannot be read: " + refused.getOriginalMessage());
        }
        String problems = tool.input().problems(arguments);
        if (!problems.isEmpty()) {
            return Response.toolError(
                    "The arguments of " + name + " do not fit its input schema. " + problems + ". Correct them.");
        }
        return checked(tool, tool.function().call(new ToolCall(context, arguments)));
    }

    @Override
    public Response failed(Exception failure) {
        if (failure instanceof CallException known) {
            return Response.error(known.error());
        }
        return Response.toolError(CallErrors.text(failure));
    }

    private static Response checked(Tool tool, ToolResult result) {
        Schema output = tool.output();
        if (output != null && !result.json().path("isError").asBoolean(false)) {
            JsonNode structured = result.json().path("structuredContent");
            String problems = structured.isMissingNode() ? "it has no structuredContent" : output.problems(structured);
            if (!problems.isEmpty()) {
                return Response.error(
                        ErrorCode.INTERNAL,
                        "what the tool " + tool.name() + " gave back does not fit its own output schema: " + problems);
            }
        }
        return Response.result(JsonValues.bytes(result.json()));
    }
}
