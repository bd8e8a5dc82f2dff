package io.gatehouse.upstream.transport;

import io.gatehouse.protocol.ClientCapabilities;
import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.RpcError;
import io.gatehouse.protocol.TasksExtension;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What a modern server asked for that the client of the call did not declare.
///
/// @param what names it for people: the methods, or the capabilities
/// @param error what a modern client is answered
public record Undeclared(String what, Response error) {

    /// What an answer asks for that the client cannot do; null when there is nothing of the kind. Tasks are none of an
    /// older client's: the gateway can wait for them in its place.
    public static @Nullable Undeclared in(Response response, Peer peer) {
        ObjectView result = response.result();
        if (response.errorCode() == ErrorCode.MISSING_CLIENT_CAPABILITY) {
            ObjectView data = response.error() == null ? null : response.error().object("data");
            ObjectView needed = data == null ? null : data.object("requiredCapabilities");
            if (!peer.revision().modern() && needed != null && needed.size() == 1 && TasksExtension.in(needed)) {
                return null;
            }
            String what = needed == null || needed.size() == 0 ? "a capability" : String.join(", ", keys(needed));
            return new Undeclared(what, response);
        }
        if (result == null || !response.resultType().equals("input_required")) {
            return null;
        }
        ObjectView inputs = result.object("inputRequests");
        Set<String> methods = new LinkedHashSet<>();
        Set<String> needed = new TreeSet<>();
        for (int index = 0; inputs != null && index < inputs.size(); index++) {
            ObjectView input = inputs.object(index);
            String missing = missing(peer, input);
            if (missing != null) {
                String method = input == null ? null : input.string("method");
                methods.add(method == null ? "something unnamed" : method);
                needed.add(missing);
            }
        }
        return methods.isEmpty() ? null : of(methods, needed);
    }

    /// What is answered a client that cannot be asked because a capability is missing.
    ///
    /// @param capability `elicitation.url` say
    public static Response error(String method, String capability) {
        return of(Set.of(method), Set.of(capability)).error();
    }

    /// A modern client may know more questions than the gateway does.
    private static @Nullable String missing(Peer peer, @Nullable ObjectView input) {
        String method = input == null ? null : input.string("method");
        if (input == null || method == null || !ClientCapabilities.asks(method)) {
            return peer.revision().modern() ? null : "unknown";
        }
        return ClientCapabilities.missing(peer, method, input.object("params"));
    }

    private static Undeclared of(Set<String> methods, Set<String> needed) {
        String what = String.join(", ", methods);
        Response error = Response.error(new RpcError(
                ErrorCode.MISSING_CLIENT_CAPABILITY,
                "the server asked for " + what + ", which the client did not declare",
                "{\"requiredCapabilities\":" + capabilities(needed) + "}"));
        return new Undeclared(what, error);
    }

    /// `elicitation.url` is a member of a member.
    private static String capabilities(Set<String> needed) {
        Map<String, Set<String>> parts = new TreeMap<>();
        for (String path : needed) {
            String[] names = path.split("\\.", 2);
            Set<String> of = parts.computeIfAbsent(names[0], name -> new TreeSet<>());
            if (names.length > 1) {
                of.add(names[1]);
            }
        }
        return parts.entrySet().stream()
                .map(entry -> Json.quote(entry.getKey()) + ":" + object(entry.getValue()))
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static String object(Set<String> names) {
        return names.stream().map(name -> Json.quote(name) + ":{}").collect(Collectors.joining(",", "{", "}"));
    }

    private static List<String> keys(ObjectView object) {
        List<String> keys = new ArrayList<>();
        for (int index = 0; index < object.size(); index++) {
            keys.add(object.key(index));
        }
        return keys;
    }
}
