package io.gatehouse.doors.messages.loop;

import java.time.Duration;

/// Bounds of the model's answers while they are streamed.
///
/// @param pingInterval after which a quiet stream gets a `ping`
/// @param answerBytes largest answer, 1 or more
/// @param answerBlocks content blocks of one answer, 1 or more
public record StreamBounds(Duration pingInterval, int answerBytes, int answerBlocks) {
    /// A ping every 15 s, 64 MiB and 100,000 blocks an answer.
    public static final StreamBounds DEFAULT = new StreamBounds(Duration.ofSeconds(15), 64 << 20, 100_000);

    /// @throws IllegalArgumentException when a bound is less than 1
    public StreamBounds {
        if (answerBytes < 1 || answerBlocks < 1) {
            throw new IllegalArgumentException("the bounds of an answer must be 1 or more");
        }
    }
}
