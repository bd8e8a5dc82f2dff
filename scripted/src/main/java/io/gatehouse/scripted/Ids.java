package io.gatehouse.scripted;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/// Makes ids that look like those of the hosted service and follow from a seed: the same seed gives
/// the same ids.
final class Ids {
    private static final String ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    private static final BigInteger BASE = BigInteger.valueOf(ALPHABET.length());
    private static final int LENGTH = 22;

    private final String seed;
    private int made;

    Ids(String seed) {
        this.seed = seed;
    }

    /// The next id.
    ///
    /// @param prefix with its underscore: `msg_`
    String next(String prefix) {
        MessageDigest digest = PromptCache.sha256();
        byte[] hash = digest.digest((seed + ":" + made++).getBytes(StandardCharsets.UTF_8));
        BigInteger rest = new BigInteger(1, hash);
        StringBuilder id = new StringBuilder(prefix).append("01");
        for (int at = 0; at < LENGTH; at++) {
            BigInteger[] parts = rest.divideAndRemainder(BASE);
            id.append(ALPHABET.charAt(parts[1].intValue()));
            rest = parts[0];
        }
        return id.toString();
    }
}
