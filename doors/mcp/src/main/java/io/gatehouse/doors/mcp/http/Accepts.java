package io.gatehouse.doors.mcp.http;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Which forms of an answer a client takes.
///
/// @param json one JSON object
/// @param events an event stream
public record Accepts(boolean json, boolean events) {
    private static final Accepts BOTH = new Accepts(true, true);

    /// What an `Accept` header says; both when there is none.
    public static Accepts of(@Nullable String accept) {
        if (accept == null || accept.isBlank()) {
            return BOTH;
        }
        if (accept.contains("application/json") && accept.contains("text/event-stream")) {
            return BOTH;
        }
        String ranges = accept.toLowerCase(Locale.ROOT);
        boolean any = ranges.contains("*/*");
        return new Accepts(
                any || ranges.contains("application/json") || ranges.contains("application/*"),
                any || ranges.contains("text/event-stream") || ranges.contains("text/*"));
    }

    /// Whether a `Content-Type` is JSON in UTF-8, the only body that MCP knows.
    public static boolean isJson(@Nullable String contentType) {
        if (contentType == null) {
            return false;
        }
        if (contentType.equals("application/json")) {
            return true;
        }
        int end = contentType.indexOf(';');
        String type = end < 0 ? contentType : contentType.substring(0, end);
        return type.strip().equalsIgnoreCase("application/json");
    }
}
