package io.gatehouse.kit;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// The levels of `notifications/message`, least severe first (RFC 5424).
public enum LogLevel {
    DEBUG,
    INFO,
    NOTICE,
    WARNING,
    ERROR,
    CRITICAL,
    ALERT,
    EMERGENCY;

    /// As the wire spells it.
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The level that the wire spells so.
    public static Optional<LogLevel> of(String wire) {
        return Stream.of(values()).filter(level -> level.wire().equals(wire)).findFirst();
    }
}
