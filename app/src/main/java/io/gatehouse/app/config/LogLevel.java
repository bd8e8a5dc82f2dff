package io.gatehouse.app.config;

import io.gatehouse.doors.messages.api.RequestEntry;
import io.gatehouse.gateway.record.CallRecord;

/// How much a line of the log matters.
public enum LogLevel {
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
    public String label() {
        return label;
    }

    /// Whether a log that leaves out what is below `least` writes this.
    public boolean atLeast(LogLevel least) {
        return compareTo(least) >= 0;
    }

    /// The level of what ended so. What a tool or a caller got wrong is an everyday event; a server that cannot be
    /// reached is not. Lists and the like are told at [#DEBUG] unless something went wrong.
    public static LogLevel of(CallRecord call) {
        return switch (call.outcome()) {
            case OK -> call.kind() == CallRecord.Kind.CALL ? INFO : DEBUG;
            case TOOL_ERROR, INPUT_REQUIRED, TASK, REFUSED, CANCELLED -> INFO;
            case ERROR, FAILED -> WARN;
        };
    }

    /// The level of a request to a model. One that got 200 and ended with an error broke off in its stream.
    public static LogLevel of(RequestEntry request) {
        boolean brokenStream = request.status() == 200 && request.end().error();
        return brokenStream || request.status() >= 500 ? WARN : INFO;
    }
}
