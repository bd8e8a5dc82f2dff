package io.gatehouse.http;

import org.jspecify.annotations.Nullable;

/// Answers requests.
@FunctionalInterface
public interface HttpHandler {

    /// Takes one request with its whole body. Runs on the event loop of the connection, so it must not block; it may
    /// answer later and from any thread. What it throws becomes a 500 without details.
    void handle(HttpExchange exchange);

    /// Whom the memory is charged to that a large request and its answer take: empty for nobody in
    /// particular, null for what is charged already, because it comes from this engine itself. Only the head of
    /// the request is there.
    default @Nullable String owner(HttpExchange exchange) {
        return "";
    }

    /// Whether the body of a large request is wanted. One that is not, such as that of a request without a valid key,
    /// holds no memory: [#handle] runs with an empty body and must answer at once, and the connection closes
    /// afterwards. Only the head of the request is there.
    default boolean takesBody(HttpExchange exchange) {
        return true;
    }

    /// Answers a request that the listener refuses because of its body, which is not there. Runs as [#handle]
    /// does and must answer at once; the connection closes afterwards.
    ///
    /// @param status 413 when the body is too large, 408 when it did not arrive in time, 503 when there is no
    ///     memory for it now (the answer then has a `Retry-After`), 415 when it is compressed, and 400, 414,
    ///     417, 431 or 501 when the head is not understood
    /// @param reason what is wrong, for the client; printable ASCII without quotes
    default void refuseBody(HttpExchange exchange, int status, String reason) {
        exchange.respond(status, "application/json", ErrorBody.of(reason));
    }

    /// Hears that a request was answered with an error, whoever answered; runs on the event loop and must not block.
    ///
    /// @param status 400 to 599
    default void failed(HttpExchange exchange, int status) {}
}
