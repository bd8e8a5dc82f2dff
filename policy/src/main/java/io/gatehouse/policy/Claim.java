package io.gatehouse.policy;

/// What something that begins takes of a limit.
///
/// @param limit that it counts for
/// @param key what its count is known by, see [CallLimit#key]
/// @param counts whether it takes a token of the rate, and not only a place among those that run
public record Claim(CallLimit limit, Object key, boolean counts) {}
