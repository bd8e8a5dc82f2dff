package io.gatehouse.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// How long an iteration of the loop takes: a call of the model and a call of its tool. What the tool needs when it is
/// called without a gateway is taken off, what the model needs is not.
final class LoopTime implements Part {
    private static final int FEW = 1;
    private static final int MANY = 8;

    private final ModelWay direct;
    private final ModelWay gatehouse;

    LoopTime(ModelWay direct, ModelWay gatehouse) {
        this.direct = direct;
        this.gatehouse = gatehouse;
    }

    @Override
    public String title() {
        return "loop";
    }

    @Override
    public List<Target> targets() {
        return List.of(MessagesTarget.ITERATION);
    }

    @Override
    public void run(Bed bed) throws Exception {
        Address upstream = new Address(bed.upstreamPort(), "/modern");
        double tool = median(
                bed,
                upstream.port(),
                Calls.toolsCall(Era.MODERN, upstream, List.of()).getFirst());
        for (boolean stream : List.of(true, false)) {
            double model = median(bed, direct.port(), Questions.plain(direct.port(), Script.ofCalls(0), stream));
            double few = time(bed, FEW, stream);
            double many = time(bed, MANY, stream);
            double iteration = (many - few) / (MANY - FEW);
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("answer", stream ? "streamed" : "whole");
            row.put(FEW + " call, ms", rounded(few));
            row.put(MANY + " calls, ms", rounded(many));
            row.put("an iteration, ms", rounded(iteration));
            row.put("the tool alone, ms", rounded(tool));
            row.put("the model alone, ms", rounded(model));
            bed.results().row("the loop, one request after the other", row);
            bed.results().measured(MessagesTarget.ITERATION, iteration - tool);
        }
    }

    private double time(Bed bed, int calls, boolean stream) throws Exception {
        return median(bed, gatehouse.port(), Questions.withMcp(gatehouse.port(), Script.ofCalls(calls), stream));
    }

    /// The median of medians, in milliseconds.
    private static double median(Bed bed, int port, String request) throws Exception {
        List<Double> medians = new ArrayList<>();
        for (int round = 0; round < bed.plan().rounds(); round++) {
            int seconds = Math.max(1, bed.plan().latency() / 4);
            medians.add(Latencies.drive(bed, port, List.of(request), 0, seconds)
                            .total()
                            .p50()
                    / 1000);
        }
        return Median.of(medians);
    }

    private static double rounded(double millis) {
        return Math.round(millis * 1000) / 1000.0;
    }
}
