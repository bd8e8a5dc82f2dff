package io.gatehouse.app;

import io.gatehouse.fixtures.Era;

/// How the gateway reaches the fixture, and what the fixture speaks.
enum ConformanceUpstream {
    MODERN_HTTP(Era.MODERN, false),
    LEGACY_HTTP(Era.LEGACY, false),
    STDIO(Era.BOTH, true),
    LEGACY_STDIO(Era.LEGACY, true);

    private final Era era;
    private final boolean process;

    ConformanceUpstream(Era era, boolean process) {
        this.era = era;
        this.process = process;
    }

    Era era() {
        return era;
    }

    /// Whether it is a child process; else it listens.
    boolean process() {
        return process;
    }

    /// The era in which the gateway speaks with it: the modern one where there is a choice.
    boolean modern() {
        return era != Era.LEGACY;
    }
}
