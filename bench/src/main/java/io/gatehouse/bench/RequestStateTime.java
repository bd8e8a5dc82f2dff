package io.gatehouse.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.util.Statistics;

/// How long it takes to wrap a `requestState` and to open it again, by [RequestStateBenchmark].
final class RequestStateTime implements Part {
    private static final double NANOS = 1_000;

    @Override
    public String title() {
        return "request states";
    }

    @Override
    public List<Target> targets() {
        return List.of(McpTarget.REQUEST_STATE);
    }

    @Override
    public void run(Bed bed) throws Exception {
        Options options = new OptionsBuilder()
                .include(RequestStateBenchmark.class.getName())
                .output(bed.file("jmh.log").toString())
                .build();
        for (RunResult run : new Runner(options).run()) {
            Result<?> result = run.getPrimaryResult();
            Statistics nanos = result.getStatistics();
            Spread micros = new Spread(nanos.getMin() / NANOS, nanos.getPercentile(50) / NANOS, nanos.getMax() / NANOS);
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("function", result.getLabel());
            row.put("us", Math.round(micros.median() * 100) / 100.0);
            bed.results().row("request states, by JMH", row);
            if (!result.getLabel().equals("binding")) {
                bed.results().measured(McpTarget.REQUEST_STATE, micros);
            }
        }
    }
}
