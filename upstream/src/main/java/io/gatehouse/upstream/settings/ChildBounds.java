package io.gatehouse.upstream.settings;

import java.time.Duration;

/// Bounds on a server that is started as a program.
///
/// @param lineBytes the longest line on its standard output; a longer one ends it
/// @param queueBytes how much may wait for its standard input; one message is always taken
/// @param stderrLines how many of its last lines on standard error are kept
/// @param grace how long it may take to end after its input was closed, and again after SIGTERM
/// @param probe how long it may take to answer the first question of the current revision before it is asked
///     as servers of older revisions are
/// @param crashWindow the time within which its exits count as a crash loop
public record ChildBounds(
        int lineBytes, int queueBytes, int stderrLines, Duration grace, Duration probe, Duration crashWindow) {
    /// 64 MiB, 64 MiB, 50 lines, 2 s, 3 s, 60 s.
    public static final ChildBounds DEFAULT = new ChildBounds(
            64 << 20, 64 << 20, 50, Duration.ofSeconds(2), Duration.ofSeconds(3), Duration.ofSeconds(60));

    /// @throws IllegalArgumentException when a size is less than 1, or `stderrLines` less than 0
    public ChildBounds {
        if (lineBytes < 1 || queueBytes < 1 || stderrLines < 0) {
            throw new IllegalArgumentException("lineBytes and queueBytes must be at least 1, stderrLines at least 0");
        }
    }
}
