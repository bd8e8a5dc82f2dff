package io.gatehouse.store;

import io.gatehouse.seal.KeyRing;
import io.gatehouse.seal.Opened;
import io.gatehouse.seal.Seal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// Encrypts secrets that are stored, with AES-256-GCM and the newest of several keys. Each is bound to its place, so
/// that
/// it does not open anywhere else. Safe for use by several threads.
public final class SealedValues {
    private static final String PURPOSE = "store";
    private static final int MAX_LENGTH = 1 << 20;
    /// Stored secrets do not age: each is as old as this, and so is now.
    private static final InstantSource NO_TIME = InstantSource.fixed(Instant.EPOCH);

    private final Seal seal;

    /// @param keys which must have every key that sealed what is stored
    public SealedValues(KeyRing keys) {
        this.seal = new Seal(keys, PURPOSE, Duration.ZERO, MAX_LENGTH, NO_TIME);
    }

    /// What may be stored in the place of a secret.
    ///
    /// @param place where it is stored, such as a table, a column and an id
    /// @throws IllegalArgumentException when the secret has more than about 780,000 bytes in UTF-8
    public String seal(String secret, String... place) {
        String sealed = seal.seal(secret.getBytes(StandardCharsets.UTF_8), place);
        if (sealed == null) {
            throw new IllegalArgumentException("The secret is too long to be stored.");
        }
        return sealed;
    }

    /// The secret; null when it was changed, was sealed for another place, or its key is gone.
    public @Nullable String open(String sealed, String... place) {
        return seal.open(sealed, place) instanceof Opened.Content content
                ? new String(content.bytes(), StandardCharsets.UTF_8)
                : null;
    }
}
