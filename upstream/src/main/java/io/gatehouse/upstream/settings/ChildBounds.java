package io.gatehouse.upstream.settings;

import java.time.Duration;

/// Bounds on a server that is started as a program.
///
/// @param lineBytes the longest line on its standard output; a longer one ends it
/// @param probe how long it may take to answer the first question of the current revision before it is asked
///     as servers of older revisions are
public record ChildBounds(int lineBytes, Duration probe) {
    /// 64 MiB, 3 s.
    public static final ChildBounds DEFAULT = new ChildBounds(64 << 20, Duration.ofSeconds(3));

    /// @throws IllegalArgumentException when `lineBytes` is less than 1
    public ChildBounds {
        if (lineBytes < 1) {
            throw new IllegalArgumentException("lineBytes must be at least 1");
        }
    }
}
