package io.gatehouse.doors.messages.api;

import io.gatehouse.gateway.record.CallOutcome;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is told of one request after it has ended. Nothing of what was said: no messages, arguments or results.
///
/// @param times when it came and how long it took
/// @param id the `request-id` that the client was told
/// @param caller the name of the caller
/// @param address where the caller was, empty when it is not known
/// @param path the path without its query
/// @param model the model that was asked for, empty without one
/// @param provider the provider that answered, or null
/// @param loop what was done of its MCP
/// @param usage the tokens of all model calls
/// @param cost what they cost, or null when the model has no price
/// @param end how it ended
public record RequestEntry(
        Times times,
        String id,
        String caller,
        String address,
        String path,
        String model,
        @Nullable String provider,
        LoopWork loop,
        TokenUsage usage,
        @Nullable BigDecimal cost,
        End end) {

    /// When a request came and how long it took.
    ///
    /// @param startedMillis when it came in, milliseconds since the epoch
    /// @param durationNanos how long it took, in nanoseconds
    /// @param firstTokenNanos how long the first part of a streamed answer took, in nanoseconds; 0 without one
    public record Times(long startedMillis, long durationNanos, long firstTokenNanos) {}

    /// What the loop did for a request.
    ///
    /// @param servers the MCP servers that the request named
    /// @param tools the MCP calls in the order in which they ended
    /// @param iterations how often the model was asked; 0 without MCP
    public record LoopWork(List<String> servers, List<ToolUse> tools, int iterations) {
        /// The request had no MCP.
        public static final LoopWork NONE = new LoopWork(List.of(), List.of(), 0);

        public LoopWork {
            servers = List.copyOf(servers);
            tools = List.copyOf(tools);
        }
    }

    /// One MCP call of the loop.
    ///
    /// @param server as the request names it
    /// @param tool as the server calls it
    /// @param durationNanos how long it took, in nanoseconds
    /// @param outcome as in the record of the call itself
    public record ToolUse(String server, String tool, long durationNanos, CallOutcome outcome) {}

    /// How a request ended.
    ///
    /// @param status the HTTP status of the answer, 0 when there was none
    /// @param reason the stop reason, the error's type, `client_closed`, or what limit ended the loop
    /// @param problem what was found when it failed, for operators only; null for nothing
    /// @param remedy what an operator can do about an error; null for nothing
    public record End(
            int status,
            String reason,
            @Nullable String problem,
            @Nullable String remedy) {

        /// Whether it ended in an error, perhaps in the middle of its stream.
        public boolean error() {
            return status >= 400 || reason.endsWith("_error");
        }
    }

    /// The HTTP status of the answer, 0 when there was none.
    public int status() {
        return end.status();
    }

    /// The stop reason, the error's type, `client_closed`, or what limit ended the loop.
    public String ending() {
        return end.reason();
    }

    /// The MCP servers that the request named.
    public List<String> servers() {
        return loop.servers();
    }

    /// The MCP calls in the order in which they ended.
    public List<ToolUse> tools() {
        return loop.tools();
    }
}
