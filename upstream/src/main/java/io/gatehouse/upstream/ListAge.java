package io.gatehouse.upstream;

import io.gatehouse.upstream.settings.ListBounds;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How long what a server has listed is kept before it is asked again.
///
/// @param bounds the least and the most
record ListAge(ListBounds bounds) {
    /// As long as the server says (2026-07-28, caching), within bounds; null, until something changes, when it does not
    /// say.
    @Nullable
    Duration of(Snapshot snapshot) {
        long age = snapshot.ttlMillis();
        return age <= 0
                ? null
                : Duration.ofMillis(Math.clamp(
                        age, bounds.leastAge().toMillis(), bounds.mostAge().toMillis()));
    }
}
