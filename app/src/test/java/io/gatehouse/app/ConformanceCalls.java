package io.gatehouse.app;

import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.EditedRequest;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.MalformedJsonException;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Revision;
import io.gatehouse.protocol.Slice;
import io.gatehouse.upstream.Upstream;
import io.gatehouse.upstream.UpstreamExchange;
import io.gatehouse.upstream.call.CallFailure;
import io.gatehouse.upstream.call.CallOptions;
import java.util.List;
import java.util.StringJoiner;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Calls a server as a client would that answers every question: elicitations with their defaults, and calls that want
/// input with that input.
final class ConformanceCalls {
    private static final String CAPABILITIES = "{\"elicitation\":{\"form\":{}},\"sampling\":{},\"roots\":{}}";

    private final Upstream upstream;
    private final Peer peer;
    private final String meta;

    ConformanceCalls(Upstream upstream) throws MalformedJsonException {
        this.upstream = upstream;
        Revision revision = upstream.state().revision();
        boolean modern = revision != null && revision.modern();
        this.peer = new Peer(
                modern ? Revision.NEWEST : Revision.NEWEST_LEGACY,
                ObjectView.read(Slice.of(CAPABILITIES)),
                null,
                Caller.ANONYMOUS,
                modern ? null : new OneSession());
        this.meta = modern
                ? "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
                        + "\"io.modelcontextprotocol/clientInfo\":{\"name\":\"gatehouse\",\"version\":\"1\"},"
                        + "\"io.modelcontextprotocol/clientCapabilities\":" + CAPABILITIES + "}"
                : "";
    }

    void perform(List<String[]> calls) throws Exception {
        for (String[] call : calls) {
            String answer = "";
            for (int round = 0; round < 4; round++) {
                Response response = send(call[0], call[1], with(with(call[2], answer), meta));
                System.out.println(call[1] + " -> " + response.body().text());
                if (!response.resultType().equals("input_required")) {
                    break;
                }
                answer = answers(response);
            }
        }
    }

    private Response send(String method, String name, String params) throws Exception {
        CompletableFuture<Response> done = new CompletableFuture<>();
        CallOptions options = upstream.snapshot().tools().stream()
                .filter(tool -> tool.key().equals(name))
                .findFirst()
                .map(tool -> new CallOptions(null, null, tool.headers(), false))
                .orElse(CallOptions.DEFAULT);
        upstream.request(EditedRequest.unchanged(Request.of("1", method, params)), new Waiting(peer, done), options);
        return done.get(30, TimeUnit.SECONDS);
    }

    private static String with(String object, String members) {
        return members.isEmpty() ? object : object.substring(0, object.length() - 1) + "," + members + "}";
    }

    /// The members that a second round adds: an answer to each question, and the state as it came.
    private static String answers(Response response) {
        ObjectView result = response.result();
        ObjectView asked = result == null ? null : result.object("inputRequests");
        StringJoiner members = new StringJoiner(",");
        if (asked != null) {
            StringJoiner each = new StringJoiner(",", "\"inputResponses\":{", "}");
            for (int index = 0; index < asked.size(); index++) {
                each.add(Json.quote(asked.key(index)) + ":{\"action\":\"accept\",\"content\":{}}");
            }
            members.add(each.toString());
        }
        Slice state = result == null ? null : result.get("requestState");
        if (state != null) {
            members.add("\"requestState\":" + state.text());
        }
        return members.toString();
    }

    /// Accepts an elicitation with the defaults of its schema.
    private static Response defaults(Request question) {
        ObjectView schema = question.params() == null ? null : question.params().object("requestedSchema");
        ObjectView properties = schema == null ? null : schema.object("properties");
        StringJoiner content = new StringJoiner(",", "{", "}");
        for (int index = 0; properties != null && index < properties.size(); index++) {
            ObjectView property = properties.object(properties.key(index));
            Slice value = property == null ? null : property.get("default");
            if (value != null) {
                content.add(Json.quote(properties.key(index)) + ":" + value.text());
            }
        }
        return Response.result("{\"action\":\"accept\",\"content\":" + content + "}");
    }

    private record Waiting(Peer peer, CompletableFuture<Response> done) implements UpstreamExchange {
        @Override
        public void failed(CallFailure failure) {
            done.complete(Response.error(0, failure.toString()));
        }

        @Override
        public void respond(Response response) {
            done.complete(response);
        }

        @Override
        public void notify(Notification notification) {}

        @Override
        public void ask(Request request, Consumer<Response> answer) {
            answer.accept(defaults(request));
        }

        @Override
        public void onCancelled(Runnable action) {}
    }

    private static final class OneSession implements Peer.Session {
        @Override
        public String id() {
            return "one";
        }

        @Override
        public @Nullable String logLevel() {
            return null;
        }

        @Override
        public void ask(Request request, Consumer<Response> answer) {
            answer.accept(defaults(request));
        }

        @Override
        public void notify(Notification notification) {}

        @Override
        public void onEnd(Runnable action) {}
    }
}
