package io.gatehouse.server;

import java.time.Instant;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/// A key that seals session tokens.
///
/// @param id names the key inside a token
/// @param created when it was made
/// @param secret an AES-256 key
record SessionKey(int id, Instant created, SecretKey secret) {
    static final int BYTES = 32;

    static SessionKey of(int id, Instant created, byte[] secret) {
        if (secret.length != BYTES) {
            throw new IllegalArgumentException("a session key has " + BYTES + " bytes, not " + secret.length);
        }
        return new SessionKey(id, created, new SecretKeySpec(secret, "AES"));
    }

    /// A fresh random key whose id none of the others has.
    static SessionKey random(java.security.SecureRandom random, Instant created, java.util.List<SessionKey> others) {
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
        return "session key " + Integer.toHexString(id) + " of " + created;
    }
}
