package io.gatehouse.policy;

/// Whose word a call needs before it runs, the strictest last.
public enum Agreement {
    /// Nobody's.
    NONE,
    /// That of the person behind the call. Where that person cannot be asked, that of somebody else.
    CONFIRM,
    /// That of somebody else than the caller.
    APPROVE
}
