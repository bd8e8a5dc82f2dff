package io.gatehouse.seal;

import java.time.Duration;

/// When keys change.
///
/// @param every after which a new key seals
/// @param kept earlier keys that still open
public record KeyRotation(Duration every, int kept) {
    /// A new key every 30 days, and the two before it still open.
    public static final KeyRotation DEFAULT = new KeyRotation(Duration.ofDays(30), 2);

    public KeyRotation {
        if (!every.isPositive()) {
            throw new IllegalArgumentException("the time between two keys must be positive, not " + every);
        }
        if (kept < 0) {
            throw new IllegalArgumentException("the number of earlier keys must be 0 or more, not " + kept);
        }
    }
}
