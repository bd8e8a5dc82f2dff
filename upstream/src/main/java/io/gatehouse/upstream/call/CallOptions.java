package io.gatehouse.upstream.call;

import io.gatehouse.protocol.HeaderParameter;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a call needs beyond its message.
///
/// @param callTimeout how long to wait without progress, or null for the server's setting
/// @param callLimit how long to wait in all, or null for the server's setting
/// @param headerParameters the arguments to mirror in headers (2026-07-28, `x-mcp-header`)
/// @param repeatable whether it may be sent again when nobody knows what became of it
/// @param task whether its server is to make a task of it, which the gateway waits for: one of 2025-11-25 takes it in
///     no other way, one of 2026-07-28 is told that its client knows tasks
public record CallOptions(
        @Nullable Duration callTimeout,
        @Nullable Duration callLimit,
        List<HeaderParameter> headerParameters,
        boolean repeatable,
        boolean task) {
    /// The server's own times, no mirrored argument, and sent once.
    public static final CallOptions DEFAULT = new CallOptions(null, null, List.of(), false);
    /// The same for what changes nothing.
    public static final CallOptions READING = new CallOptions(null, null, List.of(), true);

    /// A call that is not sent as a task.
    public CallOptions(
            @Nullable Duration callTimeout,
            @Nullable Duration callLimit,
            List<HeaderParameter> headerParameters,
            boolean repeatable) {
        this(callTimeout, callLimit, headerParameters, repeatable, false);
    }

    /// The same call, which its server is to make a task of.
    public CallOptions asTask() {
        return new CallOptions(callTimeout, callLimit, headerParameters, repeatable, true);
    }

    public CallOptions {
        headerParameters = List.copyOf(headerParameters);
    }
}
