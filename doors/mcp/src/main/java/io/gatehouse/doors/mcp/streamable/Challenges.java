package io.gatehouse.doors.mcp.streamable;

import java.util.List;

/// What callers are told who could get a token with more scopes.
@FunctionalInterface
public interface Challenges {
    /// Nobody can.
    Challenges NONE = (path, scopes) -> "";

    /// The value of `WWW-Authenticate` that asks for scopes (RFC 6750, section 3.1); empty where no token helps.
    ///
    /// @param path of the request
    String stepUp(String path, List<String> scopes);
}
