package io.gatehouse.gateway;

import io.gatehouse.protocol.Failure.Outcome;
import org.jspecify.annotations.Nullable;

/// What is told of one call after it has ended: who called what, and how it ended. No arguments, no results.
///
/// @param requestId the id by which callers and operators speak of it
/// @param startedMillis when it came in, milliseconds since the epoch
/// @param durationNanos how long it took, in nanoseconds
/// @param caller the name of the caller
/// @param session the id of the client's session, or null when it has none
/// @param door the door that it came through, `mcp` say
/// @param method the protocol's method
/// @param server the server that it went to, or null when none was found
/// @param name the tool, prompt or URI as the server calls it; as the client called it when no server was found
/// @param requestBytes the size of the request, in bytes
/// @param responseBytes the size of the response, in bytes; 0 when there was none
/// @param outcome how it ended
/// @param known what is known about its effects
/// @param problem what went wrong in a few words, for operators, or null
public record CallRecord(
        String requestId,
        long startedMillis,
        long durationNanos,
        String caller,
        @Nullable String session,
        String door,
        String method,
        @Nullable String server,
        @Nullable String name,
        int requestBytes,
        int responseBytes,
        CallOutcome outcome,
        Outcome known,
        @Nullable String problem) {}
