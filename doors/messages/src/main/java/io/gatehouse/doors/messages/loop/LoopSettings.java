package io.gatehouse.doors.messages.loop;

import java.math.BigDecimal;
import java.time.Duration;

/// Limits of the tool loop of one request. Past `iterations` it pauses and the client may go on; the
/// other limits end it for good.
///
/// @param iterations model calls until `pause_turn`, 1 or more
/// @param toolCalls MCP calls of one request, 1 or more
/// @param totalTokens input and output tokens of all model calls together; 0 for no limit
/// @param cost what all model calls together may cost, in the currency of the price table; 0 for no limit
/// @param wallTime of the whole request
/// @param repeatedCalls how often in a row the same call may give the same result, 1 or more
/// @param parallelCalls MCP calls of one turn at once, 1 or more
/// @param stream bounds of streamed answers
public record LoopSettings(
        int iterations,
        int toolCalls,
        long totalTokens,
        BigDecimal cost,
        Duration wallTime,
        int repeatedCalls,
        int parallelCalls,
        StreamBounds stream) {

    /// 10 iterations, 100 calls, any number of tokens, any cost, 30 minutes, 5 times the same call, 8 at once.
    public static final LoopSettings DEFAULT =
            new LoopSettings(10, 100, 0, BigDecimal.ZERO, Duration.ofMinutes(30), 5, 8, StreamBounds.DEFAULT);

    public LoopSettings {
        if (iterations < 1 || toolCalls < 1 || repeatedCalls < 1 || parallelCalls < 1) {
            throw new IllegalArgumentException("the limits of the loop must be 1 or more");
        }
    }
}
