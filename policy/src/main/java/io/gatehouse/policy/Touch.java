package io.gatehouse.policy;

import java.util.Set;

/// Values of an argument that are about to be used.
///
/// @param limit that they count for
/// @param key what the count is known by, see [ReachLimit#key]
/// @param account whom the memory of the values is charged to; empty for those who are not told apart
/// @param values that are used
public record Touch(ReachLimit limit, Object key, String account, Set<ValueDigest> values) {}
