package io.gatehouse.app;

import io.gatehouse.app.Configuration.Logging;

/// Chooses how the log looks.
final class LogFormats {
    private LogFormats() {}

    /// The log of this configuration on stderr.
    static CallLog log(Logging logging, Terminal terminal) {
        LineFormat format = switch (logging.format()) {
            case JSON -> LineFormat.JSON;
            case TEXT -> LineFormat.TEXT;
            case AUTO -> terminal.interactiveErrors() ? LineFormat.TEXT : LineFormat.JSON;
        };
        return new CallLog(terminal.err(), format, logging.calls());
    }
}
