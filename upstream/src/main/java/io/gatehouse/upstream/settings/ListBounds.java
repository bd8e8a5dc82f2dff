package io.gatehouse.upstream.settings;

import java.time.Duration;

/// Bounds on listing what a server has.
///
/// @param pages of one list
/// @param entries of one list
/// @param bytes of all pages of one list
/// @param leastAge how long a list is kept at least, however short the server says that it holds
/// @param mostAge how long it is kept at most
/// @param interval the least time between two listings that the server's notifications cause
public record ListBounds(int pages, int entries, int bytes, Duration leastAge, Duration mostAge, Duration interval) {
    /// 1,000 pages, 100,000 entries, 64 MiB, 5 s, 1 day, 1 s.
    public static final ListBounds DEFAULT =
            new ListBounds(1_000, 100_000, 64 << 20, Duration.ofSeconds(5), Duration.ofDays(1), Duration.ofSeconds(1));

    /// @throws IllegalArgumentException when a bound is less than 1, or `leastAge` is longer than `mostAge`
    public ListBounds {
        if (pages < 1 || entries < 1 || bytes < 1) {
            throw new IllegalArgumentException("pages, entries and bytes must be at least 1");
        }
        if (leastAge.compareTo(mostAge) > 0) {
            throw new IllegalArgumentException("leastAge must not be longer than mostAge");
        }
    }
}
