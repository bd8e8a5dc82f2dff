package io.gatehouse.store.counts;

/// What came of a [TokenAsk].
///
/// @param granted how many tokens were taken, from 0 to what was wanted
/// @param waitMicros how long it takes until there is one, in microseconds; 0 when some were taken
public record TokenGrant(int granted, long waitMicros) {}
