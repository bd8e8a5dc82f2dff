package io.gatehouse.bench;

import static io.gatehouse.bench.Goal.atLeast;
import static io.gatehouse.bench.Goal.atMost;

/// The targets of the way between MCP clients and servers. Where both eras are measured, the worse one counts.
enum McpTarget implements Target {
    CPU_AT_64("CPU per call at 64 connections, times nginx", atMost(1.4, "")),
    CPU_AT_8("CPU per call at 8 connections, times nginx", atMost(1.35, "")),
    CPU_AT_1("CPU per call at 1 connection, times nginx", atMost(1.35, "")),
    CALLS_AT_64("calls/s at 64 connections, times nginx", atLeast(0.6, "")),
    ADDED_P50_AT_1("added p50 at 1 connection, times nginx", atMost(1.3, "")),
    CROSSED_CPU("CPU per call across eras, times the same era", atMost(1.15, "")),
    LIMITS_CPU("CPU per call with four limits, times the bare one", atMost(1.25, "")),
    LEASED_CPU("CPU per call with four leased limits, times the bare one", atMost(1.25, "")),
    ACCESS_CPU("CPU per call with token, role, rules and limits, times the bare one", atMost(1.25, "")),
    ARGUMENTS_CPU("the same with a rule that reads arguments", atMost(1.5, "")),
    LIMITS_HEAP("heap of four limits of 100,000 callers", atMost(50, "MB")),
    ALLOCATED("allocated for a call", atMost(5, "KB")),
    TLS_CPU("CPU per call over TLS at 64 connections, times nginx", atMost(1.5, "")),
    TLS_P99("p99 over TLS at 64 connections, times nginx", atMost(3, "")),
    EARLY_CPU("CPU per call in the first 10 s, times the steady one", atMost(3, "")),
    ADDED_P50_AT_2000("added p50 at 2,000 calls/s", atMost(0.1, "ms")),
    P99_AT_2000("p99 at 2,000 calls/s", atMost(0.7, "ms")),
    LIST_1000("CPU of a tools/list page of 1,000", atMost(2, "ms")),
    LIST_10000("CPU of a tools/list page of 10,000", atMost(2, "ms")),
    LISTEN_STREAM("heap of an idle listen stream", atMost(12, "KB")),
    GET_STREAM("heap of an idle GET stream", atMost(12, "KB")),
    RESUMABLE_STREAM("heap that resumption adds to an idle GET stream", atMost(1, "KB")),
    PARKED_CALL("heap of a call that waits for answers, over HTTP", atMost(20, "KB")),
    REQUEST_STATE("wrapping and opening a request state", atMost(5, "us")),
    STORM_SECONDS("2,000 clients served after a restart", atMost(10, "s")),
    STORM_ERRORS("errors of these clients", atMost(0, "")),
    RESIDENT("RSS 30 s after start", atMost(95, "MB")),
    START("start to first tools/list, AOT cache", atMost(0.5, "s"));

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
