package io.gatehouse.doors.messages.sources;

import io.gatehouse.doors.messages.api.CanonicalJson;
import io.gatehouse.protocol.Failure;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.LoneSurrogates;
import io.gatehouse.protocol.MalformedJsonException;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Runs [ReadingTools]: turns a model's call into what MCP asks for resources and prompts, and the answer into a tool's
/// result.
final class ReadingCalls {
    private ReadingCalls() {}

    static CompletableFuture<Response> call(CallContext context, ReadingTools.Kind kind, ObjectNode arguments) {
        return switch (kind) {
            case LIST_RESOURCES -> resources(context, cursor(arguments));
            case LIST_PROMPTS -> prompts(context, cursor(arguments));
            case READ_RESOURCE ->
                with(
                        "uri",
                        arguments,
                        params -> new SourceCall(context, Method.RESOURCES_READ, params),
                        ReadingCalls::read);
            case GET_PROMPT ->
                with(
                        "name",
                        arguments,
                        params -> new SourceCall(context, Method.PROMPTS_GET, params),
                        ReadingCalls::got);
        };
    }

    private static @Nullable String cursor(ObjectNode arguments) {
        String cursor = arguments.path("cursor").asString("");
        return cursor.isEmpty() ? null : cursor;
    }

    private static CompletableFuture<Response> resources(CallContext context, @Nullable String cursor) {
        Response resources = context.list(Method.RESOURCES_LIST, cursor);
        Response templates = cursor == null ? context.list(Method.RESOURCES_TEMPLATES_LIST, null) : null;
        return CompletableFuture.completedFuture(listed(resources, "resources", templates));
    }

    private static CompletableFuture<Response> prompts(CallContext context, @Nullable String cursor) {
        return CompletableFuture.completedFuture(listed(context.list(Method.PROMPTS_LIST, cursor), "prompts", null));
    }

    private static Response listed(Response page, String member, @Nullable Response templates) {
        ObjectView result = page.result();
        Slice entries = result == null ? null : result.get(member);
        if (result == null || entries == null) {
            return failed(page);
        }
        StringBuilder text = new StringBuilder("{\"" + member + "\":").append(entries.text());
        ObjectView more = templates == null ? null : templates.result();
        Slice patterns = more == null ? null : more.get("resourceTemplates");
        if (patterns != null && patterns.length() > 2) {
            text.append(",\"resourceTemplates\":").append(patterns.text());
        }
        String next = result.string("nextCursor");
        if (next != null) {
            text.append(",\"nextCursor\":").append(Json.quote(next));
        }
        return result(List.of(text(text.append('}').toString())));
    }

    private static CompletableFuture<Response> with(
            String required,
            ObjectNode arguments,
            Function<String, SourceCall> calls,
            Function<Response, Response> shape) {
        String value = arguments.path(required).asString("");
        if (value.isEmpty()) {
            return CompletableFuture.completedFuture(
                    Response.toolError("The argument `" + required + "` is missing or not a string. Add it."));
        }
        String params = "{" + Json.quote(required) + ":" + Json.quote(LoneSurrogates.replaced(value))
                + texts(arguments.path("arguments")) + "}";
        CompletableFuture<Response> answer = calls.apply(params).start();
        CompletableFuture<Response> shaped = answer.thenApply(shape);
        shaped.whenComplete((response, failure) -> answer.completeExceptionally(
                failure instanceof GatewayStopped ? failure : new CancellationException()));
        return shaped;
    }

    /// Arguments of prompts are texts (2025-11-25, prompts/get).
    private static String texts(JsonNode arguments) {
        if (!arguments.isObject()) {
            return "";
        }
        List<String> members = new ArrayList<>();
        arguments.properties().forEach(entry -> {
            JsonNode value = entry.getValue();
            String text = value.isString() ? value.stringValue() : CanonicalJson.text(value);
            members.add(Json.quote(LoneSurrogates.replaced(entry.getKey())) + ":"
                    + Json.quote(LoneSurrogates.replaced(text)));
        });
        return ",\"arguments\":{" + String.join(",", members) + "}";
    }

    private static Response read(Response response) {
        List<Slice> contents = elements(response, "contents");
        return contents == null
                ? failed(response)
                : result(contents.stream()
                        .map(content -> "{\"type\":\"resource\",\"resource\":" + content.text() + "}")
                        .toList());
    }

    private static Response got(Response response) {
        List<Slice> messages = elements(response, "messages");
        if (messages == null) {
            return failed(response);
        }
        List<String> blocks = new ArrayList<>();
        for (Slice message : messages) {
            ObjectView view = view(message);
            ObjectView content = view == null ? null : view.object("content");
            if (view != null && content != null) {
                String role = String.valueOf(view.string("role"));
                String said = "text".equals(content.string("type")) ? content.string("text") : null;
                blocks.add(text(role + ":" + (said == null ? "" : "\n" + said)));
                if (said == null) {
                    blocks.add(content.whole().text());
                }
            }
        }
        return result(blocks);
    }

    private static @Nullable List<Slice> elements(Response response, String member) {
        ObjectView result = response.result();
        Slice array = result == null ? null : result.get(member);
        try {
            return array == null ? null : Json.elements(array);
        } catch (MalformedJsonException noArray) {
            return null;
        }
    }

    private static @Nullable ObjectView view(Slice object) {
        try {
            return ObjectView.read(object);
        } catch (MalformedJsonException noObject) {
            return null;
        }
    }

    private static Response failed(Response response) {
        String said = response.errorMessage();
        String text = said.isEmpty() ? "The answer of the server has no content." : said;
        ObjectView error = response.error();
        ObjectView data = error == null ? null : error.object("data");
        return data != null && data.has(Failure.KEY)
                ? Response.toolError(text, data.whole().text())
                : Response.toolError(text);
    }

    private static String text(String text) {
        return "{\"type\":\"text\",\"text\":" + Json.quote(text) + "}";
    }

    private static Response result(List<String> blocks) {
        return Response.result("{\"content\":[" + String.join(",", blocks) + "]}");
    }
}
