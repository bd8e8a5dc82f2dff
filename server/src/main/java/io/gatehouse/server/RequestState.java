package io.gatehouse.server;

import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.RpcError;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The `requestState` of a call that waits for answers (2026-07-28, multi round-trip requests): the answers of earlier
/// rounds, signed, and bound to the caller, the method with its arguments, and a time. The client holds it, so it is
/// read as hostile.
final class RequestState {
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
    private static final Base64.Decoder DECODER = Base64.getUrlDecoder();

    private final SecretKeySpec key;
    private final Duration lifetime;
    private final int maxBytes;
    private final Clock clock;

    /// What one state says.
    ///
    /// @param round how often the client has been asked, 0 at first
    /// @param answers the answers so far, by key
    record Contents(int round, Map<String, JsonNode> answers) {
        static final Contents FIRST = new Contents(0, Map.of());
    }

    RequestState(byte[] key, Duration lifetime, int maxBytes, Clock clock) {
        this.key = new SecretKeySpec(key, "HmacSHA256");
        this.lifetime = lifetime;
        this.maxBytes = maxBytes;
        this.clock = clock;
    }

    String seal(Contents contents, Request request, String caller) {
        ObjectNode payload = JsonValues.object()
                .put("for", binding(request, caller))
                .put("until", clock.instant().plus(lifetime).getEpochSecond())
                .put("round", contents.round());
        ObjectNode answers = payload.putObject("answers");
        contents.answers().forEach(answers::set);
        String text = ENCODER.encodeToString(JsonValues.bytes(payload));
        if (text.length() > maxBytes) {
            throw new CallException(new RpcError(
                    ErrorCode.LIMIT_REACHED,
                    "the answers of this call have grown past " + maxBytes + " bytes; answer with less"));
        }
        return text + "." + ENCODER.encodeToString(sign(text));
    }

    /// @throws CallException when the state was not made here for this very call, or is too old
    Contents open(String state, Request request, String caller) {
        int dot = state.lastIndexOf('.');
        if (dot < 0 || state.length() > maxBytes + 64) {
            throw refused();
        }
        String text = state.substring(0, dot);
        try {
            if (!MessageDigest.isEqual(sign(text), DECODER.decode(state.substring(dot + 1)))) {
                throw refused();
            }
            JsonNode payload = JsonValues.MAPPER.readTree(DECODER.decode(text));
            if (!payload.path("for").asString("").equals(binding(request, caller))) {
                throw CallException.invalid("requestState belongs to another call: repeat the request that it came"
                        + " with, method and arguments unchanged");
            }
            if (payload.path("until").asLong(0) < clock.instant().getEpochSecond()) {
                throw CallException.invalid(
                        "requestState is older than " + lifetime.toSeconds() + " seconds: start the call again");
            }
            Map<String, JsonNode> answers = new LinkedHashMap<>();
            payload.path("answers").properties().forEach(answer -> answers.put(answer.getKey(), answer.getValue()));
            return new Contents(payload.path("round").asInt(0), answers);
        } catch (IllegalArgumentException | JacksonException notOurs) {
            throw refused();
        }
    }

    private byte[] sign(String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return mac.doFinal(text.getBytes(StandardCharsets.US_ASCII));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("this Java has no HmacSHA256", missing);
        }
    }

    /// Equal arguments count as the same call however they are spelled: a client may write them anew for its retry.
    private static String binding(Request request, String caller) {
        ObjectNode call = JsonValues.object().put("caller", caller).put("method", request.method());
        JsonValues.putIfPresent(call, "name", request.name());
        JsonValues.putIfPresent(call, "uri", request.uri());
        if (request.params() != null && request.params().get("arguments") != null) {
            call.set(
                    "arguments",
                    JsonValues.canonical(JsonValues.read(request.params().get("arguments"))));
        }
        try {
            return ENCODER.encodeToString(MessageDigest.getInstance("SHA-256").digest(JsonValues.bytes(call)));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("this Java has no SHA-256", missing);
        }
    }

    private static CallException refused() {
        return CallException.invalid(
                "requestState was not made by this server or was changed: send it back exactly as it came");
    }
}
