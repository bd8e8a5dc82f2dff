package io.gatehouse.seal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// A key from which the keys of all purposes are derived (HKDF with SHA-256, RFC 5869), so that no two purposes share
/// one.
///
/// @param id names the key inside a token
/// @param created when it was made; the epoch when nobody knows
/// @param secret 32 bytes
public record SealKey(int id, Instant created, SecretKey secret) {
    /// The fewest bytes of a text that a key is made of.
    public static final int LEAST_BYTES = 32;

    private static final int BYTES = 32;

    static SealKey of(int id, Instant created, byte[] secret) {
        if (secret.length != BYTES) {
            throw new IllegalArgumentException("a key has " + BYTES + " bytes, not " + secret.length);
        }
        return new SealKey(id, created, new SecretKeySpec(secret, "AES"));
    }

    /// The key that a secret text stands for: the same one wherever it is made.
    ///
    /// @throws IllegalArgumentException when the text has fewer than [#LEAST_BYTES] bytes in UTF-8
    public static SealKey of(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length < LEAST_BYTES) {
            throw new IllegalArgumentException("a key has at least " + LEAST_BYTES + " bytes, not " + bytes.length);
        }
        int id = ByteBuffer.wrap(derived(bytes, "gatehouse seal key id", Integer.BYTES))
                .getInt();
        return of(id, Instant.EPOCH, derived(bytes, "gatehouse seal key", BYTES));
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

    /// The AES-256 key of one purpose.
    SecretKey derivedFor(String purpose) {
        return new SecretKeySpec(derived(secret.getEncoded(), "gatehouse seal purpose " + purpose, BYTES), "AES");
    }

    /// The id as people see it.
    public String name() {
        return HexFormat.of().toHexDigits(id);
    }

    private static byte[] derived(byte[] secret, String info, int bytes) {
        try {
            return KDF.getInstance("HKDF-SHA256")
                    .deriveData(HKDFParameterSpec.ofExtract()
                            .addIKM(secret)
                            .thenExpand(info.getBytes(StandardCharsets.UTF_8), bytes));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("this Java has no HKDF with SHA-256", missing);
        }
    }

    @Override
    public String toString() {
        return "key " + name() + (created.equals(Instant.EPOCH) ? "" : " of " + created);
    }
}
