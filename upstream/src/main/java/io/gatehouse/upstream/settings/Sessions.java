package io.gatehouse.upstream.settings;

/// How client sessions use connections to a legacy server.
public enum Sessions {
    /// One connection for all, and one of its own for a session that can be asked or has set a log level.
    AUTO,
    /// One connection for all, whatever a session declares.
    SHARED,
    /// One connection for each client session.
    OWN
}
