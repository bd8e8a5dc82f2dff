package io.gatehouse.upstream;

import io.gatehouse.protocol.HeaderParameter;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a call needs beyond its message.
///
/// @param callTimeout how long to wait without progress, or null for the server's setting
/// @param callLimit how long to wait in all, or null for the server's setting
/// @param headerParameters the arguments to mirror in headers (2026-07-28, `x-mcp-header`)
public record CallOptions(
        @Nullable Duration callTimeout, @Nullable Duration callLimit, List<HeaderParameter> headerParameters) {
    /// The server's own times and no mirrored argument.
    public static final CallOptions DEFAULT = new CallOptions(null, null, List.of());

    public CallOptions {
        headerParameters = List.copyOf(headerParameters);
    }
}
