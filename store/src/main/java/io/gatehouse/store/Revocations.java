package io.gatehouse.store;

import java.time.Instant;
import java.util.Map;

/// Tokens that were revoked since a version.
///
/// @param version the current one, from which to ask the next time
/// @param ends when each of them ends by itself, by its id
public record Revocations(long version, Map<String, Instant> ends) {
    public Revocations {
        ends = Map.copyOf(ends);
    }
}
