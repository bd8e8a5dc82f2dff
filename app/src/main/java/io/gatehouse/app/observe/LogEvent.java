package io.gatehouse.app.observe;

import io.gatehouse.app.config.LogLevel;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A line of the log about anything but a call or a request to a model.
///
/// @param name what kind of event it is, `configuration` say
/// @param message what happened, in a sentence
/// @param more further members of the line, texts and numbers, in the order in which they are to appear; the first
/// [CallLineFormat#MEMBERS] are written
/// @param trace where in the program it happened, for faults of the gateway itself; else null
public record LogEvent(
        LogLevel level,
        String name,
        String message,
        Map<String, Object> more,
        @Nullable String trace) {
    LogEvent(LogLevel level, String name, String message) {
        this(level, name, message, Map.of(), null);
    }

    LogEvent(LogLevel level, String name, String message, Map<String, Object> more) {
        this(level, name, message, more, null);
    }
}
