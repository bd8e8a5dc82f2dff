package io.gatehouse.server;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// The value of a mirrored header, plain or as `=?base64?…?=` (2026-07-28, value encoding).
final class HeaderValue {
    private static final String PREFIX = "=?base64?";
    private static final String SUFFIX = "?=";

    private HeaderValue() {}

    /// The value that a header stands for; null when it holds characters or base64 that it must not.
    static @Nullable String decode(String header) {
        for (int at = 0; at < header.length(); at++) {
            char c = header.charAt(at);
            if ((c < 0x20 || c > 0x7E) && c != '\t') {
                return null;
            }
        }
        String value = header.strip();
        if (!value.startsWith(PREFIX)
                || !value.endsWith(SUFFIX)
                || value.length() < PREFIX.length() + SUFFIX.length()) {
            return value;
        }
        return base64(value.substring(PREFIX.length(), value.length() - SUFFIX.length()));
    }

    private static @Nullable String base64(String text) {
        if (text.length() % 4 != 0) {
            return null;
        }
        try {
            byte[] bytes = Base64.getDecoder().decode(text);
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (IllegalArgumentException | CharacterCodingException malformed) {
            return null;
        }
    }
}
