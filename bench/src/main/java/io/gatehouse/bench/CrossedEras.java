package io.gatehouse.bench;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// CPU of the same call between clients and servers of either era, in rounds that alternate. A crossed pair is compared
/// with the mean of the two pairs of one era: it has one side in common with each.
final class CrossedEras implements Part {
    private static final int CONNECTIONS = 8;
    private static final double BATCH = 100_000;

    /// A client's era and its server's.
    private enum Pair {
        MODERN(Era.MODERN, Era.MODERN),
        LEGACY(Era.LEGACY, Era.LEGACY),
        MODERN_CLIENT(Era.MODERN, Era.LEGACY),
        LEGACY_CLIENT(Era.LEGACY, Era.MODERN);

        private final Era client;
        private final Era server;

        Pair(Era client, Era server) {
            this.client = client;
            this.server = server;
        }
    }

    private record Round(double callsPerSecond, double cpu) {}

    @Override
    public String title() {
        return "eras";
    }

    @Override
    public List<Target> targets() {
        return List.of(McpTarget.CROSSED_CPU);
    }

    @Override
    public void run(Bed bed) throws Exception {
        try (Contender gatehouse = Gatehouse.start(bed)) {
            Map<Pair, List<String>> calls = new EnumMap<>(Pair.class);
            Map<Pair, List<Round>> rounds = new EnumMap<>(Pair.class);
            for (Pair pair : Pair.values()) {
                gatehouse.check(pair.client, pair.server);
                List<String> sessions = gatehouse.sessions(pair.client, CONNECTIONS);
                calls.put(pair, Calls.toolsCall(pair.client, pair.server, gatehouse.address(pair.client), sessions));
                rounds.put(pair, new ArrayList<>());
            }
            Steady.await(bed.plan().slices(), () -> {
                double cpu = 0;
                for (Pair pair : Pair.values()) {
                    cpu += round(bed, gatehouse, pair, calls, bed.plan().slice())
                            .cpu();
                }
                return cpu;
            });
            List<Pair> order = List.of(Pair.values());
            for (int round = 0; round < bed.plan().rounds(); round++) {
                for (Pair pair : round % 2 == 0 ? order : order.reversed()) {
                    rounds.getOrDefault(pair, List.of())
                            .add(round(bed, gatehouse, pair, calls, bed.plan().throughput()));
                }
            }
            report(bed, rounds);
        }
    }

    private static Round round(Bed bed, Contender gatehouse, Pair pair, Map<Pair, List<String>> calls, int seconds)
            throws Exception {
        double before = gatehouse.cpuSeconds();
        Wrk wrk =
                Wrk.run(bed, gatehouse.address(pair.client), calls.getOrDefault(pair, List.of()), CONNECTIONS, seconds);
        return new Round(wrk.perSecond(), (gatehouse.cpuSeconds() - before) * BATCH / wrk.requests());
    }

    private static void report(Bed bed, Map<Pair, List<Round>> rounds) {
        rounds.forEach((pair, all) -> {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("client", pair.client.server());
            row.put("server", pair.server.server());
            row.put(
                    "calls/s",
                    Math.round(Median.of(all.stream().map(Round::callsPerSecond).toList())));
            Spread ratio = timesSameEra(all, rounds);
            row.put(
                    "CPU s/100,000",
                    rounded(Median.of(all.stream().map(Round::cpu).toList())));
            row.put("times the same era", rounded(ratio.median()));
            bed.results().row("tools/call across eras by wrk, " + CONNECTIONS + " connections", row);
            if (pair.client != pair.server) {
                bed.results().measured(McpTarget.CROSSED_CPU, ratio);
            }
        });
    }

    /// What a pair costs beside the mean of the two of one era, round by round.
    private static Spread timesSameEra(List<Round> some, Map<Pair, List<Round>> all) {
        List<Round> modern = all.getOrDefault(Pair.MODERN, List.of());
        List<Round> legacy = all.getOrDefault(Pair.LEGACY, List.of());
        return Spread.of(IntStream.range(0, some.size())
                .mapToObj(round -> some.get(round).cpu()
                        / ((modern.get(round).cpu() + legacy.get(round).cpu()) / 2))
                .toList());
    }

    private static double rounded(double value) {
        return Math.round(value * 1000) / 1000.0;
    }
}
