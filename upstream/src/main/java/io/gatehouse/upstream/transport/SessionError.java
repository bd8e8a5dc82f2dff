package io.gatehouse.upstream.transport;

import io.gatehouse.protocol.Response;
import java.nio.charset.StandardCharsets;

/// How servers say that they do not know a session.
final class SessionError {
    /// What the official servers answer with to a session that they do not know; also to what took too long.
    private static final int NOT_FOUND = -32_001;

    private static final int LOOKED_AT = 2_000;
    private static final byte[] WORD = "session".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] WORDS = "not initialized".getBytes(StandardCharsets.US_ASCII);

    private SessionError() {}

    /// Whether an error speaks of the session: one that names no request, or has the code for it. The words of other
    /// errors belong to the tool.
    static boolean in(Response error) {
        if (!error.failed() || error.id() != null && error.errorCode() != NOT_FOUND) {
            return false;
        }
        return error.id() == null && error.errorCode() == NOT_FOUND
                || in(error.errorMessage().getBytes(StandardCharsets.UTF_8));
    }

    /// Whether the body of a refusal speaks of it. Small answers of every call pass here too.
    static boolean in(byte[] body) {
        int end = Math.min(body.length, LOOKED_AT);
        for (int at = 0; at < end; at++) {
            byte first = lower(body[at]);
            if (first == WORD[0] && spells(WORD, body, at, end) || first == WORDS[0] && spells(WORDS, body, at, end)) {
                return true;
            }
        }
        return false;
    }

    private static boolean spells(byte[] word, byte[] body, int at, int end) {
        if (end - at < word.length) {
            return false;
        }
        for (int i = 1; i < word.length; i++) {
            if (lower(body[at + i]) != word[i]) {
                return false;
            }
        }
        return true;
    }

    private static byte lower(byte letter) {
        return letter >= 'A' && letter <= 'Z' ? (byte) (letter + ('a' - 'A')) : letter;
    }
}
