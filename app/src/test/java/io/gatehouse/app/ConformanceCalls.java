package io.gatehouse.app;

import io.gatehouse.app.WireClient.Reply;
import io.gatehouse.protocol.HeaderParameters;
import io.gatehouse.protocol.InvalidHeaderParameterException;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.MalformedJsonException;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Revision;
import io.gatehouse.protocol.Slice;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a client of the conformance suite's servers calls: all that is listed, or what the scenario wants. It
/// answers every question: elicitations with the defaults of their schemas.
final class ConformanceCalls {
    private static final String CAPABILITIES = "{\"elicitation\":{\"form\":{}},\"sampling\":{},\"roots\":{}}";
    private static final String SAMPLE =
            "{\"role\":\"assistant\",\"model\":\"m\",\"content\":{\"type\":\"text\",\"text\":\"hello\"}}";
    private static final int MOST_ROUNDS = 4;

    private final WireClient client;
    private final StringJoiner report = new StringJoiner("\n");

    private ConformanceCalls(WireClient client) {
        this.client = client;
    }

    /// A request, and its answer that asks for more.
    private record Call(String method, String members, Reply reply) {
        boolean unfinished() {
            return reply.json().at("/result/resultType").asString("").equals("input_required");
        }
    }

    /// Connects, calls, and reports what was answered.
    ///
    /// @param context what the suite says to the client about the scenario; `toolCalls` are the calls that it wants
    static String perform(URI endpoint, String toolset, Revision revision, JsonNode context)
            throws MalformedJsonException, InvalidHeaderParameterException {
        try (WireClient client = WireClient.connect(endpoint, toolset, revision, CAPABILITIES)) {
            client.answering(question -> answer(JsonMapper.shared().readTree(question)));
            if (client instanceof WireClientHttp http && !revision.modern()) {
                http.openStream();
            }
            ConformanceCalls calls = new ConformanceCalls(client);
            calls.perform(context.path("toolCalls"));
            return calls.report.toString();
        }
    }

    /// The first rounds of all calls come before the second of any, since rounds must not be taken for each
    /// other's.
    private void perform(JsonNode wanted) throws MalformedJsonException, InvalidHeaderParameterException {
        List<Call> calls = new ArrayList<>();
        JsonNode tools = list("tools");
        for (JsonNode tool : tools) {
            mirror(tool);
            if (wanted.isMissingNode()) {
                calls.add(call("tools/call", named(tool) + ",\"arguments\":" + arguments(tools)));
            }
        }
        for (JsonNode call : wanted) {
            calls.add(call("tools/call", named(call) + ",\"arguments\":" + call.path("arguments")));
        }
        for (JsonNode resource : list("resources")) {
            calls.add(call("resources/read", "\"uri\":" + resource.path("uri")));
        }
        for (JsonNode prompt : list("prompts")) {
            calls.add(call("prompts/get", named(prompt)));
        }
        for (Call begun : calls) {
            Call call = begun;
            for (int round = 1; call.unfinished() && round < MOST_ROUNDS; round++) {
                Reply reply = call(call.method(), call.members() + answers(call.reply()))
                        .reply();
                call = new Call(call.method(), call.members(), reply);
            }
        }
    }

    private JsonNode list(String kind) {
        return client.send(kind + "/list", "").result().path(kind);
    }

    private Call call(String method, String members) {
        Reply reply = client.send(method, members);
        report.add(method + " " + members + " -> " + reply);
        return new Call(method, members, reply);
    }

    private static String named(JsonNode item) {
        return "\"name\":" + item.path("name");
    }

    /// Numbers to add, and the first tool's schema for a tool that says what it got.
    private static String arguments(JsonNode tools) {
        return "{\"a\":5,\"b\":3,\"schema\":" + tools.path(0).path("inputSchema") + "}";
    }

    private void mirror(JsonNode tool) throws MalformedJsonException, InvalidHeaderParameterException {
        if (client instanceof WireClientHttp http) {
            ObjectView schema =
                    ObjectView.read(Slice.of(tool.path("inputSchema").toString()));
            http.mirror(tool.path("name").asString(), HeaderParameters.of(schema));
        }
    }

    /// The members that the next round adds: an answer to each question, and the state as it came.
    private static String answers(Reply asked) {
        JsonNode result = asked.result();
        StringJoiner responses = new StringJoiner(",", ",\"inputResponses\":{", "}");
        result.path("inputRequests")
                .forEachEntry((key, question) -> responses.add(Json.quote(key) + ":" + answer(question)));
        String state = result.has("requestState") ? ",\"requestState\":" + result.path("requestState") : "";
        return responses + state;
    }

    private static String answer(JsonNode question) {
        return switch (question.path("method").asString()) {
            case "elicitation/create" -> defaults(question.at("/params/requestedSchema/properties"));
            case "roots/list" -> "{\"roots\":[]}";
            default -> SAMPLE;
        };
    }

    private static String defaults(JsonNode properties) {
        StringJoiner content = new StringJoiner(",", "{", "}");
        properties.forEachEntry((name, property) -> {
            if (property.has("default")) {
                content.add(Json.quote(name) + ":" + property.path("default"));
            }
        });
        return "{\"action\":\"accept\",\"content\":" + content + "}";
    }
}
