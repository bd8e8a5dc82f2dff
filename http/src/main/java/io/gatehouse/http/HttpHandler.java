package io.gatehouse.http;

/// Answers requests.
@FunctionalInterface
public interface HttpHandler {

    /// Takes one request with its whole body. Runs on the event loop of the connection, so it must not block; it may
    /// answer later and from any thread. What it throws becomes a 500 without details.
    void handle(HttpExchange exchange);
}
