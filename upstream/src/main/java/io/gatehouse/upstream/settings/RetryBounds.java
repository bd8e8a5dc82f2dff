package io.gatehouse.upstream.settings;

import io.gatehouse.protocol.Backoff;
import java.time.Duration;

/// How often and how soon is tried again what failed.
///
/// @param first the wait before the second attempt; it doubles with each further one
/// @param most the longest wait
/// @param resumptions how often in a row a server may close the stream of an answer without going on with it
public record RetryBounds(Duration first, Duration most, int resumptions) {
    /// 1 s to 60 s, 10 times.
    public static final RetryBounds DEFAULT = new RetryBounds(Duration.ofSeconds(1), Duration.ofSeconds(60), 10);

    /// @throws IllegalArgumentException when `first` is not more than zero or longer than `most`, or `resumptions` is
    /// less than 0
    public RetryBounds {
        if (!first.isPositive() || first.compareTo(most) > 0 || resumptions < 0) {
            throw new IllegalArgumentException("first must be more than zero and at most most, resumptions at least 0");
        }
    }

    /// Waits within these bounds.
    public Backoff backoff() {
        return new Backoff(first, most);
    }
}
