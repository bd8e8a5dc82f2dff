package io.gatehouse.app;

import io.gatehouse.doors.messages.api.RequestEntry;
import io.gatehouse.gateway.CallOutcome;

/// How much a line of the log matters.
enum LogLevel {
    /// For those who look for a fault in the gateway or in a server.
    DEBUG,
    /// What happens every day.
    INFO,
    /// Something does not work as it should; the gateway goes on.
    WARN,
    /// Something failed that should never fail.
    ERROR;

    private final String label = name().toLowerCase(java.util.Locale.ROOT);

    /// The level in the log: `debug`, `info`, `warn` or `error`.
    String label() {
        return label;
    }

    /// Whether a log that leaves out what is below `least` writes this.
    boolean atLeast(LogLevel least) {
        return compareTo(least) >= 0;
    }

    /// The level of a call that ended so. What a tool or a caller got wrong is an everyday event; a server that cannot
    /// be reached is not.
    static LogLevel of(CallOutcome outcome) {
        return switch (outcome) {
            case OK, TOOL_ERROR, INPUT_REQUIRED, REFUSED, CANCELLED -> INFO;
            case ERROR, FAILED -> WARN;
        };
    }

    /// The level of a request to a model.
    static LogLevel of(RequestEntry request) {
        return request.status() >= 500 ? WARN : INFO;
    }
}
