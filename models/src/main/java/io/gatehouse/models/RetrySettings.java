package io.gatehouse.models;

import java.time.Duration;

/// How often a provider is asked again before anything of an answer has reached the client.
///
/// @param retries further tries at one provider, 0 or more
/// @param firstWait before the first of them; doubled for each further one
/// @param longestWait between two tries; when the provider asks for more by `retry-after`, the next provider is tried
/// or
///     the client told
public record RetrySettings(int retries, Duration firstWait, Duration longestWait) {

    /// Two more tries, after half a second and a second, waiting 8 s at most.
    public static final RetrySettings DEFAULT = new RetrySettings(2, Duration.ofMillis(500), Duration.ofSeconds(8));

    public RetrySettings {
        if (retries < 0) {
            throw new IllegalArgumentException("retries must be 0 or more");
        }
    }
}
