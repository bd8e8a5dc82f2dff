package io.gatehouse.bench;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Latency by a driver of its own: one call after the other on one connection, and 2,000 calls/s evenly spaced.
final class Latency implements Part {
    private static final int RATE = 2_000;

    private final List<Contender> contenders;

    Latency(List<Contender> contenders) {
        this.contenders = contenders;
    }

    @Override
    public String title() {
        return "latency";
    }

    @Override
    public List<Target> targets() {
        return List.of(McpTarget.ADDED_P50_AT_1, McpTarget.ADDED_P50_AT_2000, McpTarget.P99_AT_2000);
    }

    @Override
    public void run(Bed bed) throws Exception {
        for (Era era : Era.values()) {
            measure(bed, era, 0);
            measure(bed, era, RATE);
        }
    }

    private void measure(Bed bed, Era era, int rate) throws Exception {
        Map<String, List<Latencies.Percentiles>> reports = new LinkedHashMap<>();
        for (int round = 0; round < bed.plan().rounds(); round++) {
            for (Contender contender : round % 2 == 0 ? contenders : contenders.reversed()) {
                reports.computeIfAbsent(contender.name(), name -> new ArrayList<>())
                        .add(drive(bed, contender, era, rate));
            }
        }
        Map<Column, Double> direct = new EnumMap<>(Column.class);
        for (Map.Entry<String, List<Latencies.Percentiles>> entry : reports.entrySet()) {
            Map<Column, Double> now = new EnumMap<>(Column.class);
            for (Column column : Column.values()) {
                now.put(
                        column,
                        Median.of(entry.getValue().stream().map(column::millis).toList()));
            }
            if (direct.isEmpty()) {
                direct.putAll(now);
            }
            double p50 = now.getOrDefault(Column.P50, 0.0);
            double p99 = now.getOrDefault(Column.P99, 0.0);
            double added = p50 - direct.getOrDefault(Column.P50, 0.0);
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("era", era.server());
            row.put("load", rate == 0 ? "1 connection" : rate + " calls/s");
            row.put("proxy", entry.getKey());
            now.forEach((column, millis) -> row.put(column.title, rounded(millis)));
            row.put("added p50 ms", rounded(added));
            row.put("added p99 ms", rounded(p99 - direct.getOrDefault(Column.P99, 0.0)));
            bed.results().row("latency", row);
            if (entry.getKey().equals("Gatehouse")) {
                targets(bed, rate, reports);
            }
        }
    }

    private static void targets(Bed bed, int rate, Map<String, List<Latencies.Percentiles>> reports) {
        List<Double> added = added(reports, "Gatehouse");
        if (rate > 0) {
            bed.results().measured(McpTarget.ADDED_P50_AT_2000, Spread.of(added));
            bed.results()
                    .measured(
                            McpTarget.P99_AT_2000,
                            Spread.of(reports.getOrDefault("Gatehouse", List.of()).stream()
                                    .map(Column.P99::millis)
                                    .toList()));
        } else if (reports.containsKey("nginx")) {
            List<Double> least = added(reports, "nginx");
            bed.results()
                    .measured(
                            McpTarget.ADDED_P50_AT_1,
                            Spread.of(IntStream.range(0, added.size())
                                    .mapToObj(round -> added.get(round) / least.get(round))
                                    .toList()));
        }
    }

    /// What a proxy adds to the median of the way without one, in milliseconds, round by round.
    private static List<Double> added(Map<String, List<Latencies.Percentiles>> reports, String proxy) {
        List<Latencies.Percentiles> direct = reports.getOrDefault("direct", List.of());
        List<Latencies.Percentiles> through = reports.getOrDefault(proxy, List.of());
        return IntStream.range(0, through.size())
                .mapToObj(round -> Column.P50.millis(through.get(round)) - Column.P50.millis(direct.get(round)))
                .toList();
    }

    private static Latencies.Percentiles drive(Bed bed, Contender contender, Era era, int rate) throws Exception {
        int connections = rate == 0 ? 1 : LatencyDriver.CONNECTIONS;
        Address address = contender.address(era);
        List<String> calls = Calls.toolsCall(era, address, contender.sessions(era, connections));
        return Latencies.drive(bed, address.port(), calls, rate, bed.plan().latency())
                .total();
    }

    private static double rounded(double millis) {
        return Math.round(millis * 1000) / 1000.0;
    }

    private enum Column {
        P50("p50 ms"),
        P99("p99 ms"),
        P999("p99.9 ms");

        private final String title;

        Column(String title) {
            this.title = title;
        }

        double millis(Latencies.Percentiles report) {
            double micros = switch (this) {
                case P50 -> report.p50();
                case P99 -> report.p99();
                case P999 -> report.p999();
            };
            return micros / 1000;
        }
    }
}
