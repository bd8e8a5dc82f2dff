package io.gatehouse.bench;

/// What Gatehouse is to reach, always a value that is at most or at least the goal. Where both eras are measured, the
/// worse one counts.
enum Target {
    CPU_AT_64("CPU per call at 64 connections, times nginx", 2.0, true, ""),
    CPU_AT_1("CPU per call at 1 connection, times nginx", 1.7, true, ""),
    CALLS_AT_64("calls/s at 64 connections, times nginx", 0.6, false, ""),
    ADDED_P50_AT_1("added p50 at 1 connection", 0.04, true, "ms"),
    ADDED_P50_AT_2000("added p50 at 2,000 calls/s", 0.1, true, "ms"),
    P99_AT_2000("p99 at 2,000 calls/s", 0.7, true, "ms"),
    LIST_1000("CPU of a tools/list page of 1,000", 2, true, "ms"),
    LIST_10000("CPU of a tools/list page of 10,000", 2, true, "ms"),
    LISTEN_STREAM("heap of an idle listen stream", 12, true, "KB"),
    GET_STREAM("heap of an idle GET stream", 12, true, "KB"),
    RESIDENT("RSS 30 s after start", 150, true, "MB"),
    START("start to first tools/list, AOT cache", 0.6, true, "s");

    private final String title;
    private final double goal;
    private final boolean most;
    private final String unit;

    Target(String title, double goal, boolean most, String unit) {
        this.title = title;
        this.goal = goal;
        this.most = most;
        this.unit = unit;
    }

    String title() {
        return title;
    }

    String goal() {
        return (most ? "at most " : "at least ") + text(goal);
    }

    boolean met(double measured) {
        return most ? measured <= goal : measured >= goal;
    }

    /// The worse of two measurements.
    double worse(double one, double other) {
        return most ? Math.max(one, other) : Math.min(one, other);
    }

    /// A value with the target's unit.
    String text(double value) {
        double rounding = Math.abs(value) < 10 ? 1000.0 : 10.0;
        String number = Double.toString(Math.round(value * rounding) / rounding);
        return unit.isEmpty() ? number : number + " " + unit;
    }
}
