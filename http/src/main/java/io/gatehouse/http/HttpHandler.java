package io.gatehouse.http;

/// Answers requests.
@FunctionalInterface
public interface HttpHandler {

    /// Takes one request with its whole body. Runs on the event loop of the connection, so it must not block; it may
    /// answer later and from any thread. What it throws becomes a 500 without details.
    void handle(HttpExchange exchange);

    /// Answers a request that the listener refuses because of its body, which is not there. Runs as [#handle] does and
    /// must answer at once; the connection closes afterwards.
    ///
    /// @param status 413 when the body is too large, 408 when it did not arrive in time
    /// @param reason what is wrong, for the client; printable ASCII without quotes
    default void refuseBody(HttpExchange exchange, int status, String reason) {
        exchange.respond(status, "application/json", ServerLoop.errorBody(reason));
    }
}
