package io.gatehouse.http;

import org.jspecify.annotations.Nullable;

/// One event of a `text/event-stream`.
///
/// @param event its type, or null if it has none, which means `message`
/// @param id the id it carries, or null if it carries none
/// @param retryMillis the reconnection time it carries in milliseconds, or null
/// @param data its data lines joined by line feeds; empty for an event that has only an id or a retry
public record ServerSentEvent(
        @Nullable String event,
        @Nullable String id,
        @Nullable Long retryMillis,
        byte[] data) {}
