package io.gatehouse.app.schema;

import io.gatehouse.app.config.Configuration.Logging;
import io.gatehouse.app.config.Configuration.Logging.Format;
import io.gatehouse.app.config.LogLevel;
import java.util.Map;
import java.util.TreeMap;

/// The section `logging`.
final class LoggingForm extends Form<Logging> {
    private final Field<Format> format = field(
            "format",
            Kinds.choice(new TreeMap<>(Map.of("auto", Format.AUTO, "json", Format.JSON, "text", Format.TEXT))),
            Format.AUTO,
            "auto: text on a terminal, JSON elsewhere",
            "Format of the log lines on stderr.");
    private final Field<LogLevel> level = field(
            "level",
            Kinds.choice(new TreeMap<>(Map.of(
                    "debug", LogLevel.DEBUG, "info", LogLevel.INFO, "warn", LogLevel.WARN, "error", LogLevel.ERROR))),
            LogLevel.INFO,
            "info",
            "Lowest level that is logged. The level debug also shows what servers write to stderr.");
    private final Field<Boolean> calls = field(
            "calls",
            Kinds.flag(),
            true,
            "true",
            "Whether each call gets a log line, which never contains" + " arguments.");

    LoggingForm() {
        super("What is logged, and how.");
    }

    @Override
    Logging build(Values values) {
        return new Logging(values.get(format), values.get(level), values.get(calls));
    }
}
