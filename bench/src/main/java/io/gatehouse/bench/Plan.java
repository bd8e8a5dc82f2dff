package io.gatehouse.bench;

/// How long everything takes; times are in whole seconds.
///
/// @param rounds how often each measurement is repeated; medians count, and how far the rounds differ is told
/// @param slices of load at most until what a request costs stands
/// @param slice how long each takes
/// @param throughput one wrk run
/// @param latency one run of the latency driver
/// @param list one run of `tools/list`
/// @param starts how often `./gatehouse up` is started with its AOT cache, and without
/// @param streams one run of streams
/// @param peers whether other gateways are measured that have to be installed first
record Plan(
        int rounds,
        int slices,
        int slice,
        int throughput,
        int latency,
        int list,
        int starts,
        int streams,
        boolean peers) {
    static final Plan FULL = new Plan(5, 20, 4, 6, 10, 10, 10, 0, false);

    /// A few minutes: the same warm code and as many rounds, but short ones.
    static final Plan QUICK = new Plan(5, 20, 2, 1, 1, 2, 3, 0, false);

    static final Plan MESSAGES_FULL = new Plan(5, 20, 4, 8, 10, 0, 0, 8, true);

    /// A few minutes.
    static final Plan MESSAGES_QUICK = new Plan(5, 20, 2, 2, 1, 0, 0, 1, false);
}
