package io.gatehouse.kit;

import io.gatehouse.protocol.CallerId;
import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.Exchange;
import io.gatehouse.protocol.Meta;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.RpcError;
import io.gatehouse.protocol.Slice;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What one run of a call knows: the request, and the answers that the client gave to its questions so far.
final class CallContext {
    private final Request request;
    private final Exchange exchange;
    private final KitSettings settings;
    private final RequestState states;
    private final RequestState.Contents state;
    private final @Nullable ObjectView responses;
    private final Map<String, JsonNode> used = new LinkedHashMap<>();
    private final Set<String> keys = new HashSet<>();

    /// @throws CallException when `requestState` or `inputResponses` are not what they should be
    CallContext(Request request, Exchange exchange, KitSettings settings, RequestState states) {
        this.request = request;
        this.exchange = exchange;
        this.settings = settings;
        this.states = states;
        boolean modern = exchange.peer().revision().modern();
        this.state = modern ? earlierRounds() : RequestState.Contents.FIRST;
        this.responses = modern ? inputResponses() : null;
    }

    Request request() {
        return request;
    }

    Exchange exchange() {
        return exchange;
    }

    KitSettings settings() {
        return settings;
    }

    Map<String, ObjectNode> answers(List<Ask> asks) throws InterruptedException {
        for (Ask ask : asks) {
            if (!keys.add(ask.key())) {
                throw new IllegalStateException("two questions of one call have the key " + ask.key());
            }
            requireCapability(ask);
        }
        return exchange.peer().revision().modern() ? answersGiven(asks) : answersNow(asks);
    }

    /// The result that asks a modern client, and brings back what it answered already.
    Response inputRequired(InputRequired needed) {
        if (state.round() >= settings.maxRounds()) {
            return Response.error(
                    ErrorCode.LIMIT_REACHED,
                    "the call has asked " + settings.maxRounds() + " times and still lacks an answer");
        }
        ObjectNode result = JsonValues.object().put("resultType", "input_required");
        ObjectNode requests = result.putObject("inputRequests");
        needed.asks().forEach(ask -> requests.set(ask.key(), ask.toJson()));
        result.put("requestState", states.seal(new RequestState.Contents(state.round() + 1, used), request, caller()));
        return Response.result(JsonValues.bytes(result));
    }

    private Map<String, ObjectNode> answersGiven(List<Ask> asks) {
        Map<String, ObjectNode> answers = new LinkedHashMap<>();
        List<Ask> open = new ArrayList<>();
        for (Ask ask : asks) {
            JsonNode answer = given(ask);
            if (answer == null) {
                open.add(ask);
            } else {
                used.put(ask.key(), answer);
                answers.put(ask.key(), checked(ask, answer));
            }
        }
        if (!open.isEmpty()) {
            throw new InputRequired(open);
        }
        return answers;
    }

    /// What the client answered in this round, or in an earlier one.
    private @Nullable JsonNode given(Ask ask) {
        Slice now = responses == null ? null : responses.get(ask.key());
        return now != null ? read(ask, now) : state.answers().get(ask.key());
    }

    private static JsonNode read(Ask ask, Slice answer) {
        try {
            return JsonValues.read(answer);
        } catch (JacksonException unreadable) {
            throw CallException.invalid(
                    "the answer \"" + ask.key() + "\" cannot be read: " + unreadable.getOriginalMessage());
        }
    }

    private Map<String, ObjectNode> answersNow(List<Ask> asks) throws InterruptedException {
        Map<Ask, CompletableFuture<Response>> waiting = new LinkedHashMap<>();
        for (Ask ask : asks) {
            CompletableFuture<Response> response = new CompletableFuture<>();
            waiting.put(ask, response);
            ObjectNode params = ask.params().deepCopy();
            params.withObjectProperty("_meta").put(Meta.QUESTION, ask.key());
            exchange.ask(Request.of("0", ask.method(), params.toString()), response::complete);
        }
        Map<String, ObjectNode> answers = new LinkedHashMap<>();
        for (Map.Entry<Ask, CompletableFuture<Response>> entry : waiting.entrySet()) {
            answers.put(entry.getKey().key(), answerOf(entry.getKey(), entry.getValue()));
        }
        return answers;
    }

    private ObjectNode answerOf(Ask ask, CompletableFuture<Response> future) throws InterruptedException {
        try {
            Response response = future.get(settings.askTimeout().toMillis(), TimeUnit.MILLISECONDS);
            ObjectView result = response.result();
            if (result == null) {
                throw new AskException(
                        "The client answered " + ask.method() + " with an error: " + response.errorMessage());
            }
            return checked(ask, read(ask, result.whole()));
        } catch (TimeoutException late) {
            throw new AskException("The client did not answer " + ask.method() + " within "
                    + settings.askTimeout().toSeconds() + " seconds.");
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static ObjectNode checked(Ask ask, JsonNode answer) {
        String problem = switch (ask.method()) {
            case Method.ELICIT ->
                Set.of("accept", "decline", "cancel")
                                .contains(answer.path("action").asString(""))
                        ? null
                        : "\"action\" must be accept, decline or cancel";
            case Method.SAMPLE -> answer.has("content") ? null : "\"content\" is missing";
            default -> answer.path("roots").isArray() ? null : "\"roots\" must be an array";
        };
        if (!(answer instanceof ObjectNode object)) {
            throw CallException.invalid("the answer \"" + ask.key() + "\" must be an object");
        }
        if (problem != null) {
            throw CallException.invalid("the answer \"" + ask.key() + "\" to " + ask.method() + ": " + problem);
        }
        return object;
    }

    private void requireCapability(Ask ask) {
        if (declared(ask)) {
            return;
        }
        String message = "This call has to ask " + ask.method() + ", and the client did not declare the capability \""
                + ask.capability() + "\".";
        if (!exchange.peer().revision().modern()) {
            throw new AskException(message);
        }
        throw new CallException(new RpcError(
                ErrorCode.MISSING_CLIENT_CAPABILITY,
                message,
                "{\"requiredCapabilities\":{\"" + ask.capability() + "\":{}}}"));
    }

    /// A capability of elicitation that names modes must name forms; one that names none means forms.
    private boolean declared(Ask ask) {
        ObjectView capabilities = exchange.peer().capabilities();
        if (capabilities == null || !capabilities.has(ask.capability())) {
            return false;
        }
        ObjectView modes = capabilities.object(ask.capability());
        return !ask.method().equals(Method.ELICIT) || modes == null || modes.size() == 0 || modes.has("form");
    }

    private RequestState.Contents earlierRounds() {
        ObjectView params = request.params();
        if (params == null || !params.has("requestState")) {
            return RequestState.Contents.FIRST;
        }
        String sealed = params.string("requestState");
        if (sealed == null) {
            throw CallException.invalid("params.requestState must be a string");
        }
        return states.open(sealed, request, caller());
    }

    private @Nullable ObjectView inputResponses() {
        ObjectView params = request.params();
        if (params == null || !params.has("inputResponses")) {
            return null;
        }
        ObjectView given = params.object("inputResponses");
        if (given == null) {
            throw CallException.invalid("params.inputResponses must be an object with one answer a key");
        }
        return given;
    }

    private CallerId caller() {
        return exchange.peer().caller().id();
    }
}
