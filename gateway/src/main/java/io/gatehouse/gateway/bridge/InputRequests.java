package io.gatehouse.gateway.bridge;

import io.gatehouse.protocol.ClientCapabilities;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.Meta;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Revision;
import io.gatehouse.protocol.Slice;
import io.gatehouse.protocol.Splice;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/// Questions to a client, as requests of the legacy era and as the `inputRequests` of 2026-07-28.
final class InputRequests {
    /// What `_meta` of a question has in the legacy era only.
    private static final Set<String> LEGACY_META = Set.of(Meta.PROGRESS_TOKEN, Meta.QUESTION);
    private static final int MOST_KEY = 64;
    private static final SecureRandom RANDOM = new SecureRandom();

    private InputRequests() {}

    /// The result that asks a modern client.
    ///
    /// @param questions by key
    static Response result(Map<String, Request> questions, String state) {
        return Response.result("{\"resultType\":\"input_required\",\"inputRequests\":" + members(questions)
                + ",\"requestState\":" + Json.quote(state) + "}");
    }

    /// The questions as `inputRequests` has them, a JSON object.
    ///
    /// @param questions by key
    static String members(Map<String, Request> questions) {
        StringJoiner members = new StringJoiner(",", "{", "}");
        questions.forEach((key, question) -> members.add(Json.quote(key) + ":" + input(question)));
        return members.toString();
    }

    private static String input(Request question) {
        ObjectView params = question.params();
        String method = "{\"method\":" + Json.quote(question.method());
        return params == null ? method + "}" : method + ",\"params\":" + modern(params) + "}";
    }

    /// Without what 2026-07-28 has no more: the id of an elicitation, tasks, progress of a question.
    private static String modern(ObjectView params) {
        Map<String, byte @Nullable []> removed = new HashMap<>();
        removed.put("elicitationId", null);
        removed.put("task", null);
        Splice splice = new Splice(params.whole());
        ObjectView meta = params.object("_meta");
        if (meta != null) {
            boolean others = false;
            for (int index = 0; index < meta.size(); index++) {
                others |= !LEGACY_META.contains(meta.key(index));
            }
            if (others) {
                Map<String, byte @Nullable []> ours = new HashMap<>();
                LEGACY_META.forEach(key -> ours.put(key, null));
                splice.change(meta, ours);
            } else {
                removed.put("_meta", null);
            }
        }
        return new String(splice.change(params, removed).toBytes(), StandardCharsets.UTF_8);
    }

    /// An elicitation by URL as 2026-07-28 has it, a JSON object.
    static String url(ObjectView elicitation) {
        String message = elicitation.string("message");
        return "{\"mode\":\"url\",\"message\":" + Json.quote(message == null ? "" : message) + ",\"url\":"
                + Json.quote(String.valueOf(elicitation.string("url"))) + "}";
    }

    /// The key that a server of the legacy era gives its question, or null.
    static @Nullable String key(Request question) {
        ObjectView meta = question.meta();
        String key = meta == null ? null : meta.string(Meta.QUESTION);
        return key == null || key.isEmpty() || key.length() > MOST_KEY ? null : key;
    }

    /// An input request as a legacy client is asked it; null when no legacy client can be.
    ///
    /// @param key of the input
    static @Nullable Request question(String key, @Nullable ObjectView input, Peer client) {
        String method = input == null ? null : input.string("method");
        if (input == null || method == null || !ClientCapabilities.asks(method)) {
            return null;
        }
        ObjectView params = input.object("params");
        String named = "{" + Json.quote(Meta.QUESTION) + ":" + Json.quote(key) + "}";
        return Request.of("0", method, params == null ? "{\"_meta\":" + named + "}" : legacy(params, named, client));
    }

    /// In 2025-11-25 an elicitation by URL has an id; before it there are forms only, without a mode.
    private static String legacy(ObjectView params, String named, Peer client) {
        String mode = params.string("mode");
        Map<String, byte @Nullable []> changes = new HashMap<>();
        if (!params.has("_meta")) {
            changes.put("_meta", named.getBytes(StandardCharsets.UTF_8));
        }
        if ("url".equals(mode) && !params.has("elicitationId")) {
            changes.put("elicitationId", Json.quoted(id()));
        } else if ("form".equals(mode) && client.revision().compareTo(Revision.R2025_11_25) < 0) {
            changes.put("mode", null);
        }
        return new String(new Splice(params.whole()).change(params, changes).toBytes(), StandardCharsets.UTF_8);
    }

    private static String id() {
        byte[] id = new byte[16];
        RANDOM.nextBytes(id);
        return HexFormat.of().formatHex(id);
    }

    /// What is wrong with an answer to a question, in a few words, or null when the server can be given it.
    static @Nullable String problem(String method, @Nullable Slice answer) {
        if (answer == null || answer.first() != '{') {
            return "must be an object";
        }
        ObjectView object;
        try {
            object = Response.result(answer.bytes()).result();
        } catch (IllegalArgumentException duplicateKey) {
            return "must not have the same member twice";
        }
        if (object == null) {
            return "must be an object";
        }
        return switch (method) {
            case Method.ELICIT -> action(object.string("action"));
            case Method.SAMPLE -> object.has("content") ? null : "must have \"content\"";
            default -> {
                Slice roots = object.get("roots");
                yield roots != null && roots.first() == '[' ? null : "must have \"roots\", an array";
            }
        };
    }

    private static @Nullable String action(@Nullable String action) {
        boolean known = action != null
                && switch (action) {
                    case "accept", "decline", "cancel" -> true;
                    default -> false;
                };
        return known ? null : "must have \"action\": accept, decline or cancel";
    }
}
