package io.gatehouse.kit;

import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Response;
import java.util.LinkedHashMap;
import java.util.Map;

/// Answers `prompts/get`.
record PromptCalls(Listing<Prompt> prompts) implements CallRunner.Kind {

    @Override
    public Response answer(CallContext context) throws Exception {
        String name = context.request().name();
        if (name == null) {
            throw CallException.invalid("params.name must be the name of a prompt");
        }
        Prompt prompt = prompts.find(name);
        if (prompt == null) {
            throw CallException.invalid("there is no prompt \"" + CallErrors.shortened(name) + "\""
                    + NearestNames.hint(name, prompts.names()));
        }
        Map<String, String> arguments = strings(context.request().params(), "arguments");
        for (String required : prompt.required()) {
            if (!arguments.containsKey(required)) {
                throw CallException.invalid("the prompt " + name + " needs the argument \"" + required + "\"");
            }
        }
        PromptResult result = prompt.function().get(new PromptCall(context, arguments));
        return Response.result(JsonValues.bytes(result.json()));
    }

    @Override
    public Response failed(Exception failure) {
        return failure instanceof CallException known
                ? Response.error(known.error())
                : Response.error(ErrorCode.INTERNAL, CallErrors.text(failure));
    }

    /// The member `key` of `params` as an object of strings.
    ///
    /// @throws CallException when it is anything else
    static Map<String, String> strings(@org.jspecify.annotations.Nullable ObjectView params, String key) {
        Map<String, String> values = new LinkedHashMap<>();
        if (params == null || !params.has(key)) {
            return values;
        }
        ObjectView object = params.object(key);
        if (object == null) {
            throw CallException.invalid("params." + key + " must be an object of strings");
        }
        for (int index = 0; index < object.size(); index++) {
            String value = object.string(index);
            if (value == null) {
                throw CallException.invalid("params." + key + "." + object.key(index) + " must be a string");
            }
            values.put(object.key(index), value);
        }
        return values;
    }
}
