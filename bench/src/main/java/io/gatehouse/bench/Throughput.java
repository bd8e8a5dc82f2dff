package io.gatehouse.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/// Calls/s and CPU of `tools/call` at 1, 8 and 64 connections, both eras, in rounds that alternate between the proxies.
final class Throughput implements Part {
    private static final List<Integer> CONNECTIONS = List.of(64, 8, 1);
    private static final double BATCH = 100_000;

    private final List<Contender> contenders;

    Throughput(List<Contender> contenders) {
        this.contenders = contenders;
    }

    @Override
    public String title() {
        return "throughput";
    }

    @Override
    public List<Target> targets() {
        return List.of(McpTarget.CPU_AT_64, McpTarget.CPU_AT_8, McpTarget.CPU_AT_1, McpTarget.CALLS_AT_64);
    }

    @Override
    public void run(Bed bed) throws Exception {
        for (Era era : Era.values()) {
            Map<String, List<String>> requests = new LinkedHashMap<>();
            for (Contender contender : contenders) {
                contender.check(era);
                List<String> calls = Calls.toolsCall(era, contender.address(era), contender.sessions(era, 64));
                requests.put(contender.name(), calls);
            }
            for (int connections : CONNECTIONS) {
                measure(bed, era, connections, requests);
            }
            for (Contender contender : contenders) {
                contender.check(era);
            }
        }
    }

    private void measure(Bed bed, Era era, int connections, Map<String, List<String>> requests) throws Exception {
        Map<String, List<Run>> runs = new LinkedHashMap<>();
        for (int round = 0; round < bed.plan().rounds(); round++) {
            for (Contender contender : round % 2 == 0 ? contenders : contenders.reversed()) {
                double before = contender.cpuSeconds();
                Wrk wrk = Wrk.run(
                        bed,
                        contender.address(era),
                        requests.getOrDefault(contender.name(), List.of()),
                        connections,
                        contender.child() == null
                                ? (bed.plan().throughput() + 1) / 2
                                : bed.plan().throughput());
                double cpu = (contender.cpuSeconds() - before) * BATCH / wrk.requests();
                runs.computeIfAbsent(contender.name(), name -> new ArrayList<>())
                        .add(new Run(wrk, cpu));
            }
        }
        runs.forEach((name, all) -> {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("era", era.server());
            row.put("connections", connections);
            row.put("proxy", name);
            row.put("calls/s", Math.round(perSecond(all)));
            row.put("CPU s/100,000", name.equals("direct") ? "" : rounded(cpu(all)));
            row.put(
                    "p50 ms",
                    rounded(Median.of(
                            all.stream().map(run -> run.wrk.p50() / 1000).toList())));
            row.put(
                    "p99 ms",
                    rounded(Median.of(
                            all.stream().map(run -> run.wrk.p99() / 1000).toList())));
            bed.results().row("tools/call by wrk", row);
        });
        List<Run> nginx = runs.get("nginx");
        List<Run> gatehouse = runs.get("Gatehouse");
        if (nginx == null || gatehouse == null) {
            return;
        }
        Spread cpu = ratios(gatehouse, nginx, Run::cpu);
        switch (connections) {
            case 64 -> {
                bed.results().measured(McpTarget.CPU_AT_64, cpu);
                bed.results().measured(McpTarget.CALLS_AT_64, ratios(gatehouse, nginx, run -> run.wrk.perSecond()));
            }
            case 8 -> bed.results().measured(McpTarget.CPU_AT_8, cpu);
            default -> bed.results().measured(McpTarget.CPU_AT_1, cpu);
        }
    }

    /// What the one has of the other, round by round.
    private static Spread ratios(List<Run> some, List<Run> others, ToDoubleFunction<Run> figure) {
        return Spread.of(IntStream.range(0, some.size())
                .mapToObj(round -> figure.applyAsDouble(some.get(round)) / figure.applyAsDouble(others.get(round)))
                .toList());
    }

    private record Run(Wrk wrk, double cpu) {}

    private static double cpu(List<Run> runs) {
        return Median.of(runs.stream().map(Run::cpu).toList());
    }

    private static double perSecond(List<Run> runs) {
        return Median.of(runs.stream().map(run -> run.wrk.perSecond()).toList());
    }

    private static double rounded(double value) {
        return Math.round(value * 1000) / 1000.0;
    }
}
