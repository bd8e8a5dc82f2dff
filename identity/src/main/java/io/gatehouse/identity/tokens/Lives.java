package io.gatehouse.identity.tokens;

import java.time.Duration;

/// How long tokens of the gateway live.
///
/// @param usual where nobody asks for another life
/// @param most the longest that can be asked for
public record Lives(Duration usual, Duration most) {
    /// 15 minutes, and a day at most.
    public static final Lives DEFAULT = new Lives(Duration.ofMinutes(15), Duration.ofDays(1));
}
