package io.gatehouse.doors.front;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The part of a path that a proxy takes away before it passes a request on, as `X-Forwarded-Prefix` names it.
final class PathPrefix {
    private static final int LONGEST = 256;
    /// Segments that no client reads as anything but a path below the same origin.
    private static final Pattern PLAIN = Pattern.compile("(?:/(?!\\.{1,2}(?:/|$))[A-Za-z0-9._~-]+)+");

    private PathPrefix() {}

    /// A prefix without a slash at its end; empty for none, and for what is no absolute path of plain segments.
    static String of(@Nullable String written) {
        if (written == null || written.length() > LONGEST) {
            return "";
        }
        String path = written.endsWith("/") ? written.substring(0, written.length() - 1) : written;
        return PLAIN.matcher(path).matches() ? path : "";
    }
}
