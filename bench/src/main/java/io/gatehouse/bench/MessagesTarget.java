package io.gatehouse.bench;

import static io.gatehouse.bench.Goal.atLeast;
import static io.gatehouse.bench.Goal.atMost;

/// The targets of the Messages API.
enum MessagesTarget implements Target {
    FIRST_TOKEN_P50("added time to first token, p50", atMost(0.5, "ms")),
    FIRST_TOKEN_P99("added time to first token, p99", atMost(3, "ms")),
    TOTAL_P50("added time per request, p50", atMost(0.5, "ms")),
    TOTAL_P99("added time per request, p99", atMost(3, "ms")),
    ITERATION("time of a loop iteration over the tool's own", atMost(1, "ms")),
    EVENTS("events relayed per CPU second", atLeast(200_000, "")),
    SLOW_STREAM("heap of a slow stream", atMost(64, "KB")),
    SLOW_LOOP("heap of a slow stream in the loop", atMost(64, "KB")),
    CPU_PLAIN("CPU of a request of 2 KB", atMost(0.1, "ms")),
    CPU_CALL("CPU of a request of 2 KB with an MCP call", atMost(0.35, "ms")),
    PEER_PLAIN("requests per CPU second, times LiteLLM", atLeast(100, "")),
    PEER_CALL("the same with an MCP call", atLeast(100, ""));

    private final String title;
    private final Goal goal;

    MessagesTarget(String title, Goal goal) {
        this.title = title;
        this.goal = goal;
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public Goal goal() {
        return goal;
    }
}
