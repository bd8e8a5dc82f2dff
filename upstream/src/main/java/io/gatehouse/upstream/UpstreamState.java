package io.gatehouse.upstream;

import io.gatehouse.protocol.Revision;
import io.gatehouse.upstream.call.ServerPhase;
import io.gatehouse.upstream.call.Told;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How an upstream server is doing, for people and for readiness checks.
///
/// @param revision the revision spoken with it, or the last one known; null when none is
/// @param transport `stdio`, `streamable-http`, `http+sse`, `in-process`, or `none` when it cannot be
///     started
/// @param problem what is wrong, for operators, or null
/// @param remedy what to do about it, for operators, or null
/// @param caller what callers are told of it; null when there is nothing to tell
/// @param nextTry when the next attempt to connect or to list comes, or a server whose calls fail counts as ready
/// again;
///     null when none is planned
/// @param since when the phase began
/// @param stale whether its lists may be out of date
/// @param connectTime how long the last connecting took, zero before the first
public record UpstreamState(
        ServerPhase phase,
        @Nullable Revision revision,
        String transport,
        @Nullable String problem,
        @Nullable String remedy,
        @Nullable Told caller,
        @Nullable Instant nextTry,
        Instant since,
        boolean stale,
        Duration connectTime) {}
