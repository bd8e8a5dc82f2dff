package io.gatehouse.kit;

import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.Response;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Answers `resources/read`.
record ResourceCalls(Listing<Resource> resources, Listing<ResourceTemplate> templates, KitSettings settings)
        implements CallRunner.Kind {

    @Override
    public Response answer(CallContext context) throws Exception {
        String uri = context.request().uri();
        if (uri == null) {
            throw CallException.invalid("params.uri must be the URI of a resource");
        }
        ObjectNode result = JsonValues.object();
        ArrayNode contents = result.putArray("contents");
        read(uri, context).forEach(part -> contents.add(part.json()));
        if (context.exchange().peer().revision().modern()) {
            result.put("ttlMs", settings.timeToLive().toMillis())
                    .put("cacheScope", settings.resourceScope().wire());
        }
        return Response.result(JsonValues.bytes(result));
    }

    @Override
    public Response failed(Exception failure) {
        return failure instanceof CallException known
                ? Response.error(known.error())
                : Response.error(ErrorCode.INTERNAL, CallErrors.text(failure));
    }

    private List<ResourceContents> read(String uri, CallContext context) throws Exception {
        Resource resource = resources.find(uri);
        if (resource != null) {
            return resource.function().read(new ResourceCall(context, uri, Map.of()));
        }
        for (ResourceTemplate template : templates.all()) {
            Optional<Map<String, String>> variables = template.template().match(uri);
            if (variables.isPresent()) {
                return template.function().read(new ResourceCall(context, uri, variables.get()));
            }
        }
        throw CallException.resourceNotFound(uri);
    }
}
