package io.gatehouse.bench;

import java.util.List;

/// Requests of all kinds before anything is measured, because Gatehouse's code is compiled while it runs.
final class MessageWarmUp implements Part {
    private final ModelWay gatehouse;

    MessageWarmUp(ModelWay gatehouse) {
        this.gatehouse = gatehouse;
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
        int port = gatehouse.port();
        int seconds = bed.plan().slice();
        for (String question : List.of(
                Questions.plain(port, Script.ofCalls(0), false), Questions.withMcp(port, Script.ofCalls(1), false))) {
            Steady.await(bed.plan().slices(), () -> {
                double before = gatehouse.cpuSeconds();
                Wrk run = Wrk.run(bed, new Address(port, "/v1/messages"), List.of(question), 16, seconds);
                return (gatehouse.cpuSeconds() - before) / run.requests();
            });
        }
        StreamLoad.run(port, Questions.plain(port, Script.ofCalls(0), true), 16, seconds);
        StreamLoad.run(port, Questions.withMcp(port, Script.ofCalls(8), true), 16, seconds);
        StreamLoad.run(port, Questions.plain(port, RelayedEvents.FAST, true), 16, seconds);
    }
}
