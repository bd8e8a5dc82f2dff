package io.gatehouse.app;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/// Makes keys for callers and hashes them.
final class KeyMaker {
    private static final String PREFIX = "gh_";

    private KeyMaker() {}

    /// A new key: 256 random bits as text.
    static String make() {
        byte[] bits = new byte[32];
        new SecureRandom().nextBytes(bits);
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
    }

    /// The SHA-256 of a key, 64 hexadecimal digits.
    static String hash(String key) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("this Java runtime has no SHA-256", impossible);
        }
    }

    /// The line for `auth.keys` in the configuration.
    static String line(String name, String key) {
        return "- { name: " + name + ", sha256: \"" + hash(key) + "\" }";
    }
}
