package io.gatehouse.identity.tokens;

import io.gatehouse.protocol.Caller;

/// What callers can have tokens for: what there is, and what their roles give.
public interface Reach {
    /// Whether a toolset or server is there for a caller.
    ///
    /// @param name as in `/mcp/NAME`
    boolean target(Caller caller, String name);

    /// Whether there are models for a caller.
    boolean models(Caller caller);

    /// Whether a caller may do something by this scope.
    ///
    /// @param scope `crm:read` for a server, `mcp:read` for any
    boolean scope(Caller caller, String scope);
}
