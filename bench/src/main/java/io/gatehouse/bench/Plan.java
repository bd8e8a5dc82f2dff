package io.gatehouse.bench;

/// How long everything takes; times are in whole seconds.
///
/// @param rounds how often each measurement is repeated; medians count
/// @param warmUp of Gatehouse, over both eras, before the first round; the others need none
/// @param throughput one wrk run
/// @param latency one run of the latency driver
/// @param list one run of `tools/list`
/// @param starts how often `./gatehouse up` is started with its AOT cache, and without
record Plan(int rounds, int warmUp, int throughput, int latency, int list, int starts) {
    static final Plan FULL = new Plan(5, 60, 6, 10, 10, 10);

    /// Within three minutes.
    static final Plan QUICK = new Plan(2, 14, 2, 1, 2, 3);
}
