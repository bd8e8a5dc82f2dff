package io.gatehouse.bench;

/// The two shapes of the protocol that are measured, each between a client and a server of the same one.
enum Era {
    /// 2026-07-28: no sessions; each request carries what it needs.
    MODERN("2026-07-28"),
    /// 2025-11-25: `initialize` and a session id.
    LEGACY("2025-11-25");

    private final String revision;

    Era(String revision) {
        this.revision = revision;
    }

    String revision() {
        return revision;
    }

    /// The name of the server behind, which is also its path at the fast upstream.
    String server() {
        return this == MODERN ? "modern" : "legacy";
    }
}
