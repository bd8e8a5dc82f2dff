package io.gatehouse.policy;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// What a value is known by: 128 bits of its SHA-256, so that no value has to be kept.
public record ValueDigest(long high, long low) {
    /// The digest of a value in its canonical form.
    public static ValueDigest of(String value) {
        try {
            // Each character as it is: an encoding would take broken pairs of surrogates for the same.
            ByteBuffer text = ByteBuffer.allocate(Character.BYTES * value.length());
            text.asCharBuffer().put(value);
            ByteBuffer bytes =
                    ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(text.array()));
            return new ValueDigest(bytes.getLong(), bytes.getLong());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}
