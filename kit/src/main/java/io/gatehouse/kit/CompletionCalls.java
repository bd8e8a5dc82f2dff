package io.gatehouse.kit;

import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Response;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Answers `completion/complete`.
record CompletionCalls(Listing<Prompt> prompts, Listing<ResourceTemplate> templates) implements CallRunner.Kind {
    private static final int MAX_VALUES = 100;

    @Override
    public Response answer(CallContext context) {
        ObjectView params = context.request().params();
        ObjectView argument = params == null ? null : params.object("argument");
        String name = argument == null ? null : argument.string("name");
        String typed = argument == null ? null : argument.string("value");
        if (params == null || name == null || typed == null) {
            throw CallException.invalid("params.argument needs the strings \"name\" and \"value\"");
        }
        CompletionFunction function = completions(params.object("ref")).get(name);
        ObjectView known = params.object("context");
        List<String> values =
                function == null ? List.of() : function.complete(typed, PromptCalls.strings(known, "arguments"));
        return Response.result(JsonValues.bytes(result(values)));
    }

    @Override
    public Response failed(Exception failure) {
        return failure instanceof CallException known
                ? Response.error(known.error())
                : Response.error(ErrorCode.INTERNAL, CallErrors.text(failure));
    }

    private Map<String, CompletionFunction> completions(@Nullable ObjectView reference) {
        String type = reference == null ? null : reference.string("type");
        if (reference != null && "ref/prompt".equals(type)) {
            String name = String.valueOf(reference.string("name"));
            Prompt prompt = prompts.find(name);
            if (prompt != null) {
                return prompt.completions();
            }
            throw CallException.invalid(
                    "params.ref names no prompt of this server" + NearestNames.hint(name, prompts.names()));
        }
        if (reference != null && "ref/resource".equals(type)) {
            ResourceTemplate template = templates.find(String.valueOf(reference.string("uri")));
            if (template != null) {
                return template.completions();
            }
            throw CallException.invalid("params.ref.uri is no template of this server");
        }
        throw CallException.invalid("params.ref.type must be ref/prompt or ref/resource");
    }

    private static ObjectNode result(List<String> values) {
        ObjectNode result = JsonValues.object();
        ObjectNode completion = result.putObject("completion");
        ArrayNode shown = completion.putArray("values");
        values.stream().limit(MAX_VALUES).forEach(shown::add);
        completion.put("total", values.size()).put("hasMore", values.size() > MAX_VALUES);
        return result;
    }
}
