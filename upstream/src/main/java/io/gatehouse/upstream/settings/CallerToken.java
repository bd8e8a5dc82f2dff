package io.gatehouse.upstream.settings;

/// What a token is for that a request brings for a configured server.
public enum CallerToken {
    /// It replaces the server's own credential, on a connection for that token.
    USE,
    /// The server is called with the token of a request only.
    REQUIRE,
    /// The server is called with its own credential only.
    REFUSE
}
