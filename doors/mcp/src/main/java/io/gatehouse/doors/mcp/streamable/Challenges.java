package io.gatehouse.doors.mcp.streamable;

import io.gatehouse.protocol.Caller;
import java.util.List;

/// What callers are told who could get a token with more scopes.
@FunctionalInterface
public interface Challenges {
    /// Nobody can.
    Challenges NONE = (path, caller, scopes) -> "";

    /// The value of `WWW-Authenticate` that asks for scopes (RFC 6750, section 3.1); empty where no token helps.
    ///
    /// @param path of the request
    /// @param scopes that the caller lacks
    String stepUp(String path, Caller caller, List<String> scopes);
}
