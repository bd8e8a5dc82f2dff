package io.gatehouse.app.cli;

import io.gatehouse.app.config.Configuration.Logging;
import io.gatehouse.app.observe.CallLineFormat;
import io.gatehouse.app.observe.CallLog;
import io.gatehouse.app.observe.LibraryLog;

/// Chooses how the log looks.
final class LogFormats {
    private LogFormats() {}

    /// The log on stderr, as it is before the configuration is known.
    static CallLog log(Terminal terminal) {
        Logging usual = Logging.DEFAULT;
        CallLog log = new CallLog(terminal.err(), of(usual, terminal), usual.level(), usual.calls());
        LibraryLog.to(log);
        return log;
    }

    /// Lets the log go on as this configuration wants.
    static void configure(CallLog log, Logging logging, Terminal terminal) {
        log.configure(of(logging, terminal), logging.level(), logging.calls());
    }

    /// How lines on stderr look with this configuration.
    private static CallLineFormat of(Logging logging, Terminal terminal) {
        return switch (logging.format()) {
            case JSON -> CallLineFormat.JSON;
            case TEXT -> CallLineFormat.TEXT;
            case AUTO -> terminal.interactiveErrors() ? CallLineFormat.TEXT : CallLineFormat.JSON;
        };
    }
}
