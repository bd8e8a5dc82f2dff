package io.gatehouse.bench;

import io.gatehouse.bench.Latencies.Percentiles;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// What Gatehouse adds to requests without tools at 200 requests/s, each timed from when it was to be sent.
final class MessageLatency implements Part {
    private static final int RATE = 200;

    private final ModelWay direct;
    private final ModelWay gatehouse;

    MessageLatency(ModelWay direct, ModelWay gatehouse) {
        this.direct = direct;
        this.gatehouse = gatehouse;
    }

    @Override
    public String title() {
        return "latency";
    }

    @Override
    public List<Target> targets() {
        return List.of(
                MessagesTarget.FIRST_TOKEN_P50,
                MessagesTarget.FIRST_TOKEN_P99,
                MessagesTarget.TOTAL_P50,
                MessagesTarget.TOTAL_P99);
    }

    @Override
    public void run(Bed bed) throws Exception {
        measure(bed, true);
        measure(bed, false);
    }

    private void measure(Bed bed, boolean stream) throws Exception {
        List<Latencies> without = new ArrayList<>();
        List<Latencies> with = new ArrayList<>();
        for (int round = 0; round < bed.plan().rounds(); round++) {
            without.add(drive(bed, direct, stream));
            with.add(drive(bed, gatehouse, stream));
        }
        if (stream) {
            compare(
                    bed,
                    "streamed, first token",
                    without,
                    with,
                    Latencies::first,
                    MessagesTarget.FIRST_TOKEN_P50,
                    MessagesTarget.FIRST_TOKEN_P99);
        }
        compare(
                bed,
                stream ? "streamed, complete" : "whole",
                without,
                with,
                Latencies::total,
                MessagesTarget.TOTAL_P50,
                MessagesTarget.TOTAL_P99);
    }

    private static Latencies drive(Bed bed, ModelWay way, boolean stream) throws Exception {
        List<String> questions = List.of(Questions.plain(way.port(), Script.ofCalls(0), stream));
        return Latencies.drive(bed, way.port(), questions, RATE, bed.plan().latency());
    }

    private static void compare(
            Bed bed,
            String what,
            List<Latencies> without,
            List<Latencies> with,
            Function<Latencies, Percentiles> kind,
            Target median,
            Target tail) {
        Percentiles before = medians(without, kind);
        Percentiles after = medians(with, kind);
        row(bed, what, "direct", before, before);
        row(bed, what, "Gatehouse", after, before);
        bed.results().measured(median, (after.p50() - before.p50()) / 1000);
        bed.results().measured(tail, (after.p99() - before.p99()) / 1000);
        if (before.p99() > tail.goal().value() * 1000) {
            // The difference of two disturbances says nothing of Gatehouse.
            bed.results()
                    .skipped(tail, "the machine is too busy: p99 without a gateway is " + millis(before.p99()) + " ms");
        }
    }

    private static Percentiles medians(List<Latencies> rounds, Function<Latencies, Percentiles> kind) {
        List<Percentiles> all = rounds.stream().map(kind).toList();
        return new Percentiles(
                Median.of(all.stream().map(Percentiles::p50).toList()),
                Median.of(all.stream().map(Percentiles::p99).toList()),
                Median.of(all.stream().map(Percentiles::p999).toList()));
    }

    private static void row(Bed bed, String what, String way, Percentiles now, Percentiles direct) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("answer", what);
        row.put("way", way);
        row.put("p50 ms", millis(now.p50()));
        row.put("p99 ms", millis(now.p99()));
        row.put("p99.9 ms", millis(now.p999()));
        row.put("added p50 ms", millis(now.p50() - direct.p50()));
        row.put("added p99 ms", millis(now.p99() - direct.p99()));
        bed.results().row("latency at " + RATE + " requests/s", row);
    }

    private static double millis(double micros) {
        return Math.round(micros) / 1000.0;
    }
}
