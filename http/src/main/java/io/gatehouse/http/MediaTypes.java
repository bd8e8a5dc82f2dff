package io.gatehouse.http;

import org.jspecify.annotations.Nullable;

/// Compares media types, whose case does not matter and whose parameters follow a semicolon (RFC 9110, section 8.3.1).
public final class MediaTypes {

    private static final String EVENTS = "text/event-stream";

    private MediaTypes() {}

    /// Whether a `Content-Type` is that of a stream of events.
    public static boolean isEventStream(@Nullable String contentType) {
        return is(contentType, EVENTS);
    }

    /// Whether a `Content-Type` is a type, given in lower case, whatever its parameters.
    public static boolean is(@Nullable String contentType, String type) {
        if (contentType == null) {
            return false;
        }
        int start = 0;
        while (start < contentType.length() && contentType.charAt(start) == ' ') {
            start++;
        }
        int end = start + type.length();
        return contentType.regionMatches(true, start, type, 0, type.length())
                && (end == contentType.length() || ";, \t".indexOf(contentType.charAt(end)) >= 0);
    }
}
