package io.gatehouse.kit;

import io.gatehouse.protocol.CallerId;
import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.RpcError;
import io.gatehouse.protocol.Slice;
import io.gatehouse.seal.KeyRing;
import io.gatehouse.seal.Opened;
import io.gatehouse.seal.Seal;
import io.gatehouse.seal.Sha256;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The `requestState` of a call that waits for answers (2026-07-28, multi round-trip requests): the answers of earlier
/// rounds, sealed, and bound to the server, the caller, the method with its arguments, and a time. The client holds it,
/// so it is read as hostile.
final class RequestState {
    private static final String PURPOSE = "request state";

    private final Seal seal;
    private final String server;
    private final Duration lifetime;
    private final int maxBytes;

    /// What one state says.
    ///
    /// @param round how often the client has been asked, 0 at first
    /// @param answers the answers so far, by key
    record Contents(int round, Map<String, JsonNode> answers) {
        static final Contents FIRST = new Contents(0, Map.of());
    }

    RequestState(KeyRing keys, String server, KitSettings settings, InstantSource clock) {
        this.server = server;
        this.lifetime = settings.stateLifetime();
        this.maxBytes = settings.maxStateBytes();
        this.seal = new Seal(keys, PURPOSE, lifetime, maxBytes, clock);
    }

    String seal(Contents contents, Request request, CallerId caller) {
        ObjectNode payload =
                JsonValues.object().put("for", binding(request, caller)).put("round", contents.round());
        ObjectNode answers = payload.putObject("answers");
        contents.answers().forEach(answers::set);
        String state = seal.seal(JsonValues.bytes(payload), server);
        if (state == null) {
            throw new CallException(new RpcError(
                    ErrorCode.LIMIT_REACHED,
                    "the answers of this call have grown past " + maxBytes + " bytes; answer with less"));
        }
        return state;
    }

    /// @throws CallException when the state was not made here for this very call, or is too old
    Contents open(String state, Request request, CallerId caller) {
        return switch (seal.open(state, server)) {
            case Opened.Content content -> read(content, request, caller);
            case Opened.Expired expired ->
                throw CallException.invalid(
                        "requestState is older than " + lifetime.toSeconds() + " seconds: start the call again");
            case Opened.Refused refused -> throw refused();
        };
    }

    private static Contents read(Opened.Content content, Request request, CallerId caller) {
        JsonNode payload;
        try {
            payload = JsonValues.MAPPER.readTree(content.bytes());
        } catch (JacksonException notOurs) {
            throw refused();
        }
        if (!payload.path("for").asString("").equals(binding(request, caller))) {
            throw CallException.invalid("requestState belongs to another call: repeat the request that it came"
                    + " with, method and arguments unchanged");
        }
        Map<String, JsonNode> answers = new LinkedHashMap<>();
        payload.path("answers").properties().forEach(answer -> answers.put(answer.getKey(), answer.getValue()));
        return new Contents(payload.path("round").asInt(0), answers);
    }

    /// Equal arguments count as the same call however they are spelled: a client may write them anew for its retry.
    private static String binding(Request request, CallerId caller) {
        ObjectNode call = JsonValues.object().put("caller", caller.text()).put("method", request.method());
        JsonValues.putIfPresent(call, "name", request.name());
        JsonValues.putIfPresent(call, "uri", request.uri());
        if (request.params() != null && request.params().get("arguments") != null) {
            call.set("arguments", arguments(request.params().get("arguments")));
        }
        return Base64.getEncoder().encodeToString(Sha256.of(JsonValues.bytes(call)));
    }

    private static JsonNode arguments(Slice given) {
        try {
            return JsonValues.canonical(JsonValues.read(given));
        } catch (JacksonException unreadable) {
            throw CallException.invalid("params.arguments cannot be read: " + unreadable.getOriginalMessage());
        }
    }

    private static CallException refused() {
        return CallException.invalid(
                "requestState was not made by this server or was changed: send it back exactly as it came");
    }
}
