package io.gatehouse.gateway.usage;

import io.gatehouse.store.counts.RedisPlace;
import org.jspecify.annotations.Nullable;

/// Where gateways count together.
///
/// @param redis the server that keeps the counts; null for the store
/// @param percent how much of a limit a gateway takes in advance, from 0 to 100
public record SharedSettings(@Nullable RedisPlace redis, int percent) {
    /// How much is taken when nothing is said.
    public static final int PERCENT = 5;
}
