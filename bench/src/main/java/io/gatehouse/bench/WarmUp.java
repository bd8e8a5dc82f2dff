package io.gatehouse.bench;

import java.util.List;

/// Load before anything is measured: most of it for Gatehouse, whose code is compiled while it runs.
final class WarmUp implements Part {
    private final List<Contender> contenders;

    WarmUp(List<Contender> contenders) {
        this.contenders = contenders;
    }

    @Override
    public String title() {
        return "warm-up";
    }

    @Override
    public List<Target> targets() {
        return List.of();
    }

    @Override
    public boolean prepares() {
        return true;
    }

    @Override
    public void run(Bed bed) throws Exception {
        for (Era era : Era.values()) {
            for (Contender contender : contenders) {
                contender.check(era);
                List<String> calls = Calls.toolsCall(era, contender.address(era), contender.sessions(era, 64));
                if (contender.name().equals("Gatehouse")) {
                    int slice = bed.plan().slice();
                    Steady.await(bed.plan().slices(), () -> cost(bed, contender, era, calls, 64, slice));
                    Steady.await(bed.plan().slices(), () -> cost(bed, contender, era, calls, 1, slice));
                } else {
                    Wrk.run(bed, contender.address(era), calls, 64, 1);
                }
            }
        }
    }

    private static double cost(Bed bed, Contender way, Era era, List<String> calls, int connections, int seconds)
            throws Exception {
        double before = way.cpuSeconds();
        Wrk run = Wrk.run(bed, way.address(era), calls, connections, seconds);
        return (way.cpuSeconds() - before) / run.requests();
    }
}
