package io.gatehouse.doors.messages.api;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is told of one request after it has ended. Nothing of what was said: no messages, arguments or results.
///
/// @param startedMillis when it came in, milliseconds since the epoch
/// @param durationNanos how long it took, in nanoseconds
/// @param id the `request-id` that the client was told
/// @param caller the name of the caller
/// @param path the path without its query
/// @param model the model that was asked for, empty without one
/// @param provider the provider that answered, or null
/// @param status the HTTP status of the answer, 0 when there was none
/// @param servers the MCP servers that the request named
/// @param tools the MCP calls in the order in which they ended
/// @param usage the tokens of all model calls
/// @param cost what they cost, or null when the model has no price
/// @param ending the stop reason, the error's type, `client_closed`, or what limit ended the loop
/// @param remedy what an operator can do about an error; null for nothing
public record RequestEntry(
        long startedMillis,
        long durationNanos,
        String id,
        String caller,
        String path,
        String model,
        @Nullable String provider,
        int status,
        List<String> servers,
        List<ToolUse> tools,
        TokenUsage usage,
        @Nullable BigDecimal cost,
        String ending,
        @Nullable String remedy) {

    public RequestEntry {
        servers = List.copyOf(servers);
        tools = List.copyOf(tools);
    }

    /// One MCP call of the loop.
    ///
    /// @param server as the request names it
    /// @param tool as the server calls it
    /// @param durationNanos how long it took, in nanoseconds
    /// @param outcome `ok`, `tool_error`, `failed`, `cancelled` or `refused`
    public record ToolUse(String server, String tool, long durationNanos, String outcome) {}
}
