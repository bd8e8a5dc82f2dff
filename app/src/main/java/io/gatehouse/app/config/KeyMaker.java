package io.gatehouse.app.config;

import io.gatehouse.seal.Sha256;
import java.security.SecureRandom;
import java.util.Base64;

/// Makes keys for callers and hashes them.
public final class KeyMaker {
    private static final String PREFIX = "gh_";

    private KeyMaker() {}

    /// A new key: 256 random bits as text.
    public static String make() {
        byte[] bits = new byte[32];
        new SecureRandom().nextBytes(bits);
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
    }

    /// Whether a text looks like a key that was made here.
    public static boolean isKey(String text) {
        return text.startsWith(PREFIX);
    }

    /// The SHA-256 of a key, 64 hexadecimal digits.
    public static String hash(String key) {
        return Sha256.hex(key);
    }

    /// The line for `auth.keys` in the configuration.
    public static String line(String name, String key) {
        return "- { name: " + name + ", sha256: \"" + hash(key) + "\" }";
    }
}
