package io.gatehouse.upstream.transport;

import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.RpcError;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a modern server asked for that the client of the call did not declare.
///
/// @param what names it for people: the methods, or the capabilities
/// @param error what a modern client is answered
public record Undeclared(String what, Response error) {

    /// What an answer asks for that the client cannot do; null when there is nothing of the kind.
    public static @Nullable Undeclared in(Response response, Peer peer) {
        ObjectView result = response.result();
        if (response.errorCode() == ErrorCode.MISSING_CLIENT_CAPABILITY) {
            ObjectView data = response.error() == null ? null : response.error().object("data");
            ObjectView needed = data == null ? null : data.object("requiredCapabilities");
            String what = needed == null || needed.size() == 0 ? "a capability" : String.join(", ", keys(needed));
            return new Undeclared(what, response);
        }
        if (result == null || !response.resultType().equals("input_required")) {
            return null;
        }
        ObjectView inputs = result.object("inputRequests");
        Set<String> methods = new LinkedHashSet<>();
        Set<String> needed = new LinkedHashSet<>();
        for (int index = 0; inputs != null && index < inputs.size(); index++) {
            ObjectView input = inputs.object(inputs.key(index));
            String method = input == null ? null : input.string("method");
            String capability = method == null ? null : ServerRequests.capability(method);
            if (!peer.revision().modern() || capability != null && !peer.can(capability)) {
                methods.add(method == null ? "something unnamed" : method);
                needed.add(capability == null ? "unknown" : capability);
            }
        }
        if (peer.revision().modern() && needed.isEmpty()) {
            return null;
        }
        return new Undeclared(methods.isEmpty() ? "more input" : String.join(", ", methods), error(methods, needed));
    }

    private static Response error(Set<String> methods, Set<String> needed) {
        List<String> members = new ArrayList<>();
        needed.forEach(capability -> members.add(Json.quote(capability) + ":{}"));
        return Response.error(new RpcError(
                ErrorCode.MISSING_CLIENT_CAPABILITY,
                "the server asked for " + String.join(", ", methods) + ", which the client did not declare",
                "{\"requiredCapabilities\":{" + String.join(",", members) + "}}"));
    }

    private static List<String> keys(ObjectView object) {
        List<String> keys = new ArrayList<>();
        for (int index = 0; index < object.size(); index++) {
            keys.add(object.key(index));
        }
        return keys;
    }
}
