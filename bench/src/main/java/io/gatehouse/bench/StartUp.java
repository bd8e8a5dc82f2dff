package io.gatehouse.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// From `./gatehouse up`, without a configuration, to the first answered `tools/list`.
final class StartUp implements Part {
    private static final int READY_SECONDS = 600;

    @Override
    public String title() {
        return "start";
    }

    @Override
    public List<Target> targets() {
        return List.of(McpTarget.START);
    }

    @Override
    public void run(Bed bed) throws Exception {
        seconds(bed, Map.of());
        Spread with = measure(bed, "AOT cache", Map.of());
        bed.results().measured(McpTarget.START, with);
        measure(bed, "no AOT cache", Map.of("GATEHOUSE_JAVA_OPTS", "-XX:AOTMode=off"));
    }

    private static Spread measure(Bed bed, String kind, Map<String, String> environment) throws Exception {
        List<Double> starts = new ArrayList<>();
        for (int start = 0; start < bed.plan().starts(); start++) {
            starts.add(seconds(bed, environment));
        }
        Spread spread = Spread.of(starts);
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("kind", kind);
        row.put("starts", starts.size());
        row.put("median s", rounded(spread.median()));
        row.put("fastest s", rounded(spread.low()));
        row.put("slowest s", rounded(spread.high()));
        bed.results().row("start to the first answered tools/list", row);
        return spread;
    }

    private static double rounded(double seconds) {
        return Math.round(seconds * 1000) / 1000.0;
    }

    private static double seconds(Bed bed, Map<String, String> environment) throws Exception {
        int port = Bed.freePort();
        long start = System.nanoTime();
        try (Contender gatehouse = Gatehouse.up(bed, port, null, environment)) {
            long answered = Ready.await(Gatehouse.child(gatehouse), READY_SECONDS, () -> list(gatehouse));
            return (answered - start) / 1e9;
        }
    }

    /// Fails until `tools/list` is answered with a tool.
    static void list(Contender gatehouse) throws IOException {
        try (Wire wire = new Wire(gatehouse.modern().port())) {
            int status = wire.call(Calls.numbered(Calls.toolsList(Era.MODERN, gatehouse.modern(), ""), 10_000_000));
            String body = new String(wire.body(), java.nio.charset.StandardCharsets.UTF_8);
            if (status != 200 || !body.contains("\"inputSchema\"")) {
                throw new IOException("tools/list was answered with " + status + ": " + body);
            }
        }
    }
}
