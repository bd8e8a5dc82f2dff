package io.gatehouse.upstream;

import io.gatehouse.protocol.Response;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// How servers say that they do not know a session.
final class SessionError {
    /// What the official servers answer with to a session that they do not know; also to what took too long.
    private static final int NOT_FOUND = -32_001;

    private static final int LOOKED_AT = 2_000;

    private SessionError() {}

    /// Whether an error speaks of the session: one that names no request, or has the code for it. The words of other
    /// errors belong to the tool.
    static boolean in(Response error) {
        if (!error.failed() || error.id() != null && error.errorCode() != NOT_FOUND) {
            return false;
        }
        String message = error.errorMessage();
        return error.id() == null && error.errorCode() == NOT_FOUND || speaksOfSession(message);
    }

    /// Whether the body of a refusal speaks of it.
    static boolean in(byte[] body) {
        return speaksOfSession(new String(body, 0, Math.min(body.length, LOOKED_AT), StandardCharsets.UTF_8));
    }

    private static boolean speaksOfSession(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return lower.contains("session") || lower.contains("not initialized");
    }
}
