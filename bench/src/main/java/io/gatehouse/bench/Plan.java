package io.gatehouse.bench;

/// How long everything takes; times are in whole seconds.
///
/// @param rounds how often each measurement is repeated; medians count
/// @param warmUp of Gatehouse before the first round; the others need little
/// @param throughput one wrk run
/// @param latency one run of the latency driver
/// @param list one run of `tools/list`
/// @param starts how often `./gatehouse up` is started with its AOT cache, and without
/// @param streams one run of streams
/// @param peers whether other gateways are measured that have to be installed first
record Plan(int rounds, int warmUp, int throughput, int latency, int list, int starts, int streams, boolean peers) {
    static final Plan FULL = new Plan(5, 60, 6, 10, 10, 10, 0, false);

    /// Within three minutes.
    static final Plan QUICK = new Plan(2, 14, 2, 1, 2, 3, 0, false);

    static final Plan MESSAGES_FULL = new Plan(5, 60, 8, 10, 0, 0, 8, true);

    /// Within three minutes.
    static final Plan MESSAGES_QUICK = new Plan(2, 25, 3, 4, 0, 0, 3, false);
}
