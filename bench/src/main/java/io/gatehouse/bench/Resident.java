package io.gatehouse.bench;

import java.util.List;
import java.util.Map;

/// Resident memory 30 s after `./gatehouse up` without a configuration and without a call.
final class Resident implements Part {
    private static final int SECONDS = 30;

    @Override
    public String title() {
        return "resident memory";
    }

    @Override
    public List<Target> targets() {
        return List.of(McpTarget.RESIDENT);
    }

    @Override
    public void run(Bed bed) throws Exception {
        try (Contender gatehouse = Gatehouse.up(bed, Bed.freePort(), null, Map.of())) {
            Thread.sleep(java.time.Duration.ofSeconds(SECONDS));
            Child child = Gatehouse.child(gatehouse);
            if (!child.running()) {
                throw new java.io.IOException("./gatehouse up ended");
            }
            double resident = child.tree().residentMiB();
            StartUp.list(gatehouse);
            bed.results().measured(McpTarget.RESIDENT, resident);
        }
    }
}
