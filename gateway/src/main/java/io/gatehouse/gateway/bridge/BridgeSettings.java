package io.gatehouse.gateway.bridge;

import java.time.Duration;

/// Bounds of calls that wait for answers.
///
/// @param parkedFor how long a call waits; then its server is told that nobody does
/// @param mostParked how many wait, or are kept after their end, at once
public record BridgeSettings(Duration parkedFor, int mostParked) {
    /// 10 minutes, 1,000 calls.
    public static final BridgeSettings DEFAULT = new BridgeSettings(Duration.ofMinutes(10), 1_000);

    /// @throws IllegalArgumentException when a value is not more than 0
    public BridgeSettings {
        if (!parkedFor.isPositive() || mostParked < 1) {
            throw new IllegalArgumentException("parkedFor and mostParked must be more than 0");
        }
    }
}
