package io.gatehouse.seal;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// The digest SHA-256.
public final class Sha256 {
    private Sha256() {}

    /// Its 32 bytes.
    public static byte[] of(byte[] content) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(content);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }

    /// The same of a text's UTF-8.
    public static byte[] of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /// The 64 hexadecimal digits, in lower case.
    public static String hex(byte[] content) {
        return HexFormat.of().formatHex(of(content));
    }

    /// The same of a text's UTF-8.
    public static String hex(String text) {
        return HexFormat.of().formatHex(of(text));
    }

    /// The first of the hexadecimal digits of a text's UTF-8, an even number of them: a short name, no protection.
    public static String hex(String text, int digits) {
        return HexFormat.of().formatHex(of(text), 0, digits / 2);
    }

    /// Whether two digests are the same, in a time that says nothing of where they differ.
    public static boolean same(byte[] one, byte[] other) {
        return MessageDigest.isEqual(one, other);
    }
}
