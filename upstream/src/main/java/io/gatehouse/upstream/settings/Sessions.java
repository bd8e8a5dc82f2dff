package io.gatehouse.upstream.settings;

/// How client sessions use connections to a legacy server.
public enum Sessions {
    /// One connection for all, and one of its own for a session that can be asked or has set a log level.
    AUTO,
    /// One connection for all, whatever a session declares.
    SHARED,
    /// One connection for each client session.
    OWN,
    /// Connections of its own for each tenant, shared by its callers as with [#AUTO]; to servers of every revision.
    TENANT,
    /// Connections of its own for each caller, shared by its client sessions as with [#AUTO]; to servers of every
    /// revision.
    CALLER;

    /// Whether sessions of different tenants are kept apart.
    public boolean apart() {
        return this == TENANT || this == CALLER;
    }
}
