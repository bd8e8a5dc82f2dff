package io.gatehouse.http;

import java.time.Duration;

/// What clients of a listener may send and hold. Sizes and times are more than zero.
///
/// @param maxBodyBytes largest request body; more is answered 413
/// @param maxHeaderBytes largest request head without its first line; more is answered 431
/// @param maxConnections open connections; further ones are closed at once
/// @param idleTimeout after which a connection without a request is closed
/// @param readTimeout for the first request to begin, and for a body to arrive, which has one more second for every
///     16 KiB that came
/// @param writeTimeout after which a client that takes nothing of an answer is cut off
/// @param keepAliveInterval after which a quiet event stream sends a comment
/// @param maxQueuedBytes unsent bytes past which an event stream is cut off
public record ListenLimits(
        int maxBodyBytes,
        int maxHeaderBytes,
        int maxConnections,
        Duration idleTimeout,
        Duration readTimeout,
        Duration writeTimeout,
        Duration keepAliveInterval,
        long maxQueuedBytes) {
    /// @throws IllegalArgumentException when a value is not more than zero
    public ListenLimits {
        Checks.positive("the largest body", maxBodyBytes);
        Checks.positive("the largest head", maxHeaderBytes);
        Checks.positive("the number of connections", maxConnections);
        Checks.positive("the idle timeout", idleTimeout);
        Checks.positive("the read timeout", readTimeout);
        Checks.positive("the write timeout", writeTimeout);
        Checks.positive("the keep-alive interval", keepAliveInterval);
        Checks.positive("the longest queue", maxQueuedBytes);
    }
}
