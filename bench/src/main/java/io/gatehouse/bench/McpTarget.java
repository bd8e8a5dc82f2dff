package io.gatehouse.bench;

import static io.gatehouse.bench.Goal.atLeast;
import static io.gatehouse.bench.Goal.atMost;

/// The targets of the way between MCP clients and servers. Where both eras are measured, the worse one counts.
enum McpTarget implements Target {
    CPU_AT_64("CPU per call at 64 connections, times nginx", atMost(2.0, "")),
    CPU_AT_1("CPU per call at 1 connection, times nginx", atMost(1.7, "")),
    CALLS_AT_64("calls/s at 64 connections, times nginx", atLeast(0.6, "")),
    ADDED_P50_AT_1("added p50 at 1 connection", atMost(0.04, "ms")),
    ADDED_P50_AT_2000("added p50 at 2,000 calls/s", atMost(0.1, "ms")),
    P99_AT_2000("p99 at 2,000 calls/s", atMost(0.7, "ms")),
    LIST_1000("CPU of a tools/list page of 1,000", atMost(2, "ms")),
    LIST_10000("CPU of a tools/list page of 10,000", atMost(2, "ms")),
    LISTEN_STREAM("heap of an idle listen stream", atMost(12, "KB")),
    GET_STREAM("heap of an idle GET stream", atMost(12, "KB")),
    RESIDENT("RSS 30 s after start", atMost(150, "MB")),
    START("start to first tools/list, AOT cache", atMost(0.6, "s"));

    private final String title;
    private final Goal goal;

    McpTarget(String title, Goal goal) {
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
