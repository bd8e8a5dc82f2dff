package io.gatehouse.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What calls cost while the code that serves them is not compiled yet: the first seconds after a start, beside the
/// same load once the cost stands.
final class EarlyCpu implements Part {
    private static final int CONNECTIONS = 8;
    private static final int FIRST_SECONDS = 10;
    private static final int STARTS = 3;
    private static final double MICROS = 1e6;

    @Override
    public String title() {
        return "first seconds";
    }

    @Override
    public List<Target> targets() {
        return List.of(McpTarget.EARLY_CPU);
    }

    @Override
    public void run(Bed bed) throws Exception {
        List<Double> ratios = new ArrayList<>();
        for (int start = 0; start < STARTS; start++) {
            ratios.add(ratio(bed));
        }
        bed.results().measured(McpTarget.EARLY_CPU, Spread.of(ratios));
    }

    private static double ratio(Bed bed) throws Exception {
        try (Contender gatehouse = Gatehouse.start(bed)) {
            double early = micros(bed, gatehouse, FIRST_SECONDS);
            List<Double> later = new ArrayList<>();
            Steady.await(bed.plan().slices(), () -> {
                later.add(micros(bed, gatehouse, bed.plan().slice()));
                return later.getLast();
            });
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("first " + FIRST_SECONDS + " s, us a call", Math.round(early));
            row.put("later, us a call", Math.round(later.getLast()));
            bed.results().row("CPU after a start, " + CONNECTIONS + " connections", row);
            return early / later.getLast();
        }
    }

    private static double micros(Bed bed, Contender gatehouse, int seconds) throws Exception {
        double before = gatehouse.cpuSeconds();
        List<String> calls = Calls.toolsCall(Era.MODERN, gatehouse.modern(), List.of());
        Wrk run = Wrk.run(bed, gatehouse.modern(), calls, CONNECTIONS, seconds);
        return (gatehouse.cpuSeconds() - before) * MICROS / run.requests();
    }
}
