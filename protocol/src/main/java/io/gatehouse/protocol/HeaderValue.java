package io.gatehouse.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// The value of a mirrored header, plain or as `=?base64?…?=` (2026-07-28, value encoding).
public final class HeaderValue {
    private static final String PREFIX = "=?base64?";
    private static final String SUFFIX = "?=";

    private HeaderValue() {}

    /// A text as a header can carry it: itself, or its UTF-8 in Base64. An empty one is encoded as well, because an
    /// empty header is easily taken for none.
    public static String encode(String text) {
        if (plain(text) && !(text.startsWith(PREFIX) && text.endsWith(SUFFIX))) {
            return text;
        }
        return PREFIX + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)) + SUFFIX;
    }

    /// The text that a header stands for; null when it holds characters or Base64 that it must not.
    public static @Nullable String decode(String header) {
        for (int at = 0; at < header.length(); at++) {
            char c = header.charAt(at);
            if ((c < 0x20 || c > 0x7E) && c != '\t') {
                return null;
            }
        }
        String value = header.strip();
        if (value.length() < PREFIX.length() + SUFFIX.length()
                || !value.startsWith(PREFIX)
                || !value.endsWith(SUFFIX)) {
            return value;
        }
        return base64(value.substring(PREFIX.length(), value.length() - SUFFIX.length()));
    }

    private static boolean plain(String text) {
        if (text.isEmpty() || text.charAt(0) == ' ' || text.charAt(text.length() - 1) == ' ') {
            return false;
        }
        for (int at = 0; at < text.length(); at++) {
            if (text.charAt(at) < 0x20 || text.charAt(at) > 0x7E) {
                return false;
            }
        }
        return true;
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
