package io.gatehouse.doors.mcp.streamable;

import io.gatehouse.doors.mcp.http.EndpointSettings;
import io.gatehouse.seal.KeyRotation;
import java.time.Duration;

/// How long sealed session tokens are valid.
///
/// @param maxAge how long a token is valid
/// @param rotation after which a new key takes over sealing
public record TokenSettings(Duration maxAge, Duration rotation) {
    /// 7 days, a new key every 30 days.
    public static final TokenSettings DEFAULT = new TokenSettings(Duration.ofDays(7), Duration.ofDays(30));

    /// Earlier keys that still open tokens.
    private static final int KEPT_KEYS = 2;

    /// @throws IllegalArgumentException when a value is not more than zero
    public TokenSettings {
        EndpointSettings.positive("maxAge", maxAge);
        EndpointSettings.positive("rotation", rotation);
    }

    /// Whether tokens are valid for longer than the key that sealed them is kept.
    public boolean outlivesKeys() {
        return maxAge.compareTo(rotation.multipliedBy(KEPT_KEYS)) > 0;
    }

    /// When the keys change.
    public KeyRotation keyRotation() {
        return new KeyRotation(rotation, KEPT_KEYS);
    }
}
