package io.gatehouse.doors.messages.api;

import io.gatehouse.http.HttpExchange;
import io.gatehouse.models.ApiError;
import java.util.Set;
import java.util.TreeSet;

/// Answers that the door itself gives.
public final class Answers {
    /// The media type of what the door answers.
    public static final String JSON = "application/json";
    /// The header by which the client and the log speak of one request.
    public static final String REQUEST_ID = "request-id";

    private Answers() {}

    /// Answers an error in the API's shape, unless there was an answer before.
    public static void error(HttpExchange exchange, ApiError error, String requestId) {
        exchange.responseHeader(REQUEST_ID, requestId);
        exchange.respond(error.status(), JSON, error.body(requestId));
    }

    /// Whether the method is one of these; when not, it was answered.
    public static boolean allowed(Reply reply, Set<String> methods) {
        if (methods.contains(reply.exchange().method())) {
            return true;
        }
        String allowed = String.join(", ", new TreeSet<>(methods));
        reply.exchange().responseHeader("Allow", allowed);
        reply.error(wrong(reply.exchange(), allowed));
        return false;
    }

    /// Answers 405.
    public static void wrongMethod(HttpExchange exchange, String allowed, String requestId) {
        exchange.responseHeader("Allow", allowed);
        error(exchange, wrong(exchange, allowed), requestId);
    }

    private static ApiError wrong(HttpExchange exchange, String allowed) {
        String message = exchange.method() + " is not allowed for " + exchange.path() + "; use " + allowed + ".";
        return new ApiError(405, "invalid_request_error", message, null);
    }
}
