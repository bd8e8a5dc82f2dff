package io.gatehouse.upstream.settings;

import java.time.Duration;

/// When calls are held back from a server at which they fail.
///
/// @param failures so many in a row; 0 for never
/// @param pause how long, before one call may try
public record BreakerSettings(int failures, Duration pause) {
    /// After 5 failures, for 10 seconds.
    public static final BreakerSettings DEFAULT = new BreakerSettings(5, Duration.ofSeconds(10));

    /// @throws IllegalArgumentException when a bound is out of range
    public BreakerSettings {
        if (failures < 0 || !pause.isPositive()) {
            throw new IllegalArgumentException("failures must be at least 0 and pause more than 0");
        }
    }
}
