package io.gatehouse.bench;

import io.gatehouse.policy.LocalCounters;
import io.gatehouse.policy.UsageIndex;
import io.gatehouse.policy.Use;
import io.gatehouse.policy.UseKind;
import io.gatehouse.protocol.CallerId;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// What four limits cost: the heap of what 100,000 callers have used, and the CPU of a call at 64 connections beside
/// that of a call without limits, in rounds that alternate.
final class FourLimits implements Part {
    private static final int CALLERS = 100_000;
    private static final int CONNECTIONS = 64;
    private static final int COLLECTIONS = 4;
    private static final double BATCH = 100_000;
    private static final String LIMITS = """
            usage:
              repeats: { load: { slow-after: 0, stop-after: 0 } }
              limits:
                a: { calls: 10000000, every: 1m }
                b: { per: [caller, tool], calls: 10000000, every: 1m, concurrent: 1000 }
                c: { per: [tenant, server], calls: 10000000, every: 1m }
                d: { per: all, concurrent: 10000 }
            """;

    /// The same, counted with other gateways.
    private static final String LEASED = LIMITS + "  shared: { url: store }\n";

    @Override
    public String title() {
        return "limits";
    }

    @Override
    public List<Target> targets() {
        return List.of(McpTarget.LIMITS_HEAP, McpTarget.LIMITS_CPU, McpTarget.LEASED_CPU);
    }

    @Override
    public void run(Bed bed) throws Exception {
        heap(bed);
        try (Contender bare = Gatehouse.start(bed);
                Contender limited = Gatehouse.start(bed, LIMITS);
                Contender leased = Gatehouse.start(bed, LEASED)) {
            List<Contender> all = List.of(bare, limited, leased);
            Steady.await(
                    bed.plan().slices(),
                    () -> cpu(bed, bare, bed.plan().slice())
                            + cpu(bed, limited, bed.plan().slice())
                            + cpu(bed, leased, bed.plan().slice()));
            Map<Contender, List<Double>> spent = new IdentityHashMap<>();
            for (int round = 0; round < bed.plan().rounds(); round++) {
                for (Contender each : round % 2 == 0 ? all : all.reversed()) {
                    spent.computeIfAbsent(each, first -> new ArrayList<>())
                            .add(cpu(bed, each, bed.plan().throughput()));
                }
            }
            List<Double> without = spent.getOrDefault(bare, List.of());
            List<Double> with = spent.getOrDefault(limited, List.of());
            List<Double> shared = spent.getOrDefault(leased, List.of());
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("CPU s/100,000", rounded(Median.of(without)));
            row.put("with four limits", rounded(Median.of(with)));
            row.put("with four leased limits", rounded(Median.of(shared)));
            bed.results().row("tools/call with limits by wrk, " + CONNECTIONS + " connections", row);
            bed.results().measured(McpTarget.LIMITS_CPU, times(with, without));
            bed.results().measured(McpTarget.LEASED_CPU, times(shared, without));
        }
    }

    private static Spread times(List<Double> some, List<Double> others) {
        return Spread.of(IntStream.range(0, some.size())
                .mapToObj(round -> some.get(round) / others.get(round))
                .toList());
    }

    private static double cpu(Bed bed, Contender gatehouse, int seconds) throws Exception {
        List<String> calls = Calls.toolsCall(Era.MODERN, Era.MODERN, gatehouse.address(Era.MODERN), List.of());
        double before = gatehouse.cpuSeconds();
        Wrk wrk = Wrk.run(bed, gatehouse.address(Era.MODERN), calls, CONNECTIONS, seconds);
        return (gatehouse.cpuSeconds() - before) * BATCH / wrk.requests();
    }

    private static void heap(Bed bed) {
        LocalCounters counters = new LocalCounters(System::nanoTime);
        UsageIndex limits = LimitsBenchmark.index(4);
        long before = live();
        for (int caller = 0; caller < CALLERS; caller++) {
            Use use = new Use(UseKind.TOOL, CallerId.ofKey("caller-" + caller), null, "crm", "get_customer");
            LimitsBenchmark.take(counters, limits, use);
        }
        double used = (live() - before) / 1_048_576.0;
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("callers", CALLERS);
        row.put("counts", counters.size());
        row.put("live heap MB", Math.round(used * 10) / 10.0);
        bed.results().row("counts of four limits", row);
        bed.results().measured(McpTarget.LIMITS_HEAP, used);
    }

    /// The live heap of this process, in bytes.
    private static long live() {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        for (int collection = 0; collection < COLLECTIONS; collection++) {
            memory.gc();
        }
        return memory.getHeapMemoryUsage().getUsed();
    }

    private static double rounded(double value) {
        return Math.round(value * 1000) / 1000.0;
    }
}
