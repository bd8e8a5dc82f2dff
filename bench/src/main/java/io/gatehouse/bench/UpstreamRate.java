package io.gatehouse.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Proves that the fast upstream is never what is measured.
final class UpstreamRate implements Part {
    private final Contender direct;
    private final Child upstream;

    UpstreamRate(Contender direct, Child upstream) {
        this.direct = direct;
        this.upstream = upstream;
    }

    @Override
    public String title() {
        return "rate of the fast upstream";
    }

    @Override
    public List<Target> targets() {
        return List.of();
    }

    @Override
    public void run(Bed bed) throws Exception {
        for (Era era : Era.values()) {
            List<String> calls = Calls.toolsCall(era, direct.address(era), direct.sessions(era, 1));
            Wrk.run(bed, direct.address(era), calls, 64, 1);
            double before = upstream.tree().cpuSeconds();
            Wrk wrk = Wrk.run(bed, direct.address(era), calls, 64, bed.plan().throughput());
            double cpu = upstream.tree().cpuSeconds() - before;
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("era", era.server());
            row.put("answers/s", Math.round(wrk.perSecond()));
            row.put("answers per second of CPU", Math.round(wrk.requests() / cpu));
            bed.results().row("the fast upstream, one thread, 64 connections", row);
        }
    }
}
