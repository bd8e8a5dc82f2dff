package io.gatehouse.protocol;

import org.jspecify.annotations.Nullable;

/// What a handler says of itself in `initialize` and `server/discover`.
///
/// @param serverInfo the object `{name, version, …}` as JSON
/// @param capabilities the object of capabilities as JSON
/// @param instructions how to use it, for the model; null when it gives none
/// @param ttlMillis how long the answer may be kept, in milliseconds, 0 or more
/// @param cacheScope who may share the answer
public record Identity(
        Slice serverInfo, Slice capabilities, @Nullable String instructions, long ttlMillis, CacheScope cacheScope) {}
