package io.gatehouse.doors.front;

import io.gatehouse.http.HttpExchange;

/// A way into the gateway, which speaks a protocol of its own. [Front] gives it the requests that may come in.
public interface Door {

    /// Answers a request, now or later. Runs on its event loop and must not block.
    void serve(HttpExchange exchange, Visitor visitor);

    /// Answers a request that may not come in, in the shape of this door's errors. Must answer at once. Headers that
    /// every protocol has (`WWW-Authenticate`, `Allow`, `Retry-After`) and the id of the request are set already.
    void refuse(HttpExchange exchange, Refusal refusal);

    /// Which headers of answers pages of allowed origins may read.
    default String exposedHeaders() {
        return "WWW-Authenticate, Retry-After";
    }

    /// Whether the door tells by itself of each request that it serves, so that nobody else has to tell of its errors.
    default boolean tellsOfRequests() {
        return false;
    }
}
