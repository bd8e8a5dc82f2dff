package io.gatehouse.seal;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/// A key that seals.
///
/// @param id names the key inside a token
/// @param created when it was made
/// @param secret an AES-256 key
record SealKey(int id, Instant created, SecretKey secret) {
    private static final int BYTES = 32;

    static SealKey of(int id, Instant created, byte[] secret) {
        if (secret.length != BYTES) {
            throw new IllegalArgumentException("a key has " + BYTES + " bytes, not " + secret.length);
        }
        return new SealKey(id, created, new SecretKeySpec(secret, "AES"));
    }

    /// A fresh random key whose id none of the others has.
    static SealKey random(SecureRandom random, Instant created, List<SealKey> others) {
        byte[] secret = new byte[BYTES];
        random.nextBytes(secret);
        while (true) {
            int id = random.nextInt();
            if (others.stream().noneMatch(other -> other.id == id)) {
                return of(id, created, secret);
            }
        }
    }

    @Override
    public String toString() {
        return "key " + Integer.toHexString(id) + " of " + created;
    }
}
