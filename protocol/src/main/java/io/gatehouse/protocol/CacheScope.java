package io.gatehouse.protocol;

/// Who may be given a kept answer (2026-07-28, caching).
public enum CacheScope {
    /// Any caller.
    PUBLIC("public"),
    /// Only the caller that it was made for.
    PRIVATE("private");

    private final String wire;

    CacheScope(String wire) {
        this.wire = wire;
    }

    /// As the wire spells it.
    public String wire() {
        return wire;
    }

    /// What the wire says, private when it says anything unknown.
    public static CacheScope of(@org.jspecify.annotations.Nullable String wire) {
        return PUBLIC.wire.equals(wire) ? PUBLIC : PRIVATE;
    }
}
