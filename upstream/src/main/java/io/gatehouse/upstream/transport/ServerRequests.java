package io.gatehouse.upstream.transport;

import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import io.gatehouse.upstream.settings.ServerSettings;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What legacy servers ask of clients.
public final class ServerRequests {
    private ServerRequests() {}

    /// The answer that the gateway itself gives, or null when the question is for the client.
    public static @Nullable Response own(ServerSettings settings, Request asked) {
        if (asked.method().equals(Method.PING)) {
            return Response.result("{}");
        }
        if (asked.method().equals(Method.ROOTS_LIST) && !settings.roots().isEmpty()) {
            return Response.result(settings.roots().stream()
                    .map(root -> "{\"uri\":" + Json.quote(root) + "}")
                    .collect(Collectors.joining(",", "{\"roots\":[", "]}")));
        }
        return null;
    }

    /// What the server hears when nobody is asked.
    public static Response refusal(Request asked) {
        return Response.error(
                ErrorCode.METHOD_NOT_FOUND,
                "no client that could answer " + asked.method() + " was declared on this connection");
    }
}
