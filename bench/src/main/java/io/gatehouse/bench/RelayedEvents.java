package io.gatehouse.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Events of streams for each second of the gateway's CPU. Counted by streams that are as fast as the way takes them;
/// the model writes each event by itself, and what comes together then is read together. Beside them, streams whose
/// events come one by one.
final class RelayedEvents implements Part {
    static final Script FAST = new Script(0, 2_000, 0);
    static final int FAST_STREAMS = 8;
    private static final Script PACED = new Script(0, 100, 20);
    private static final int PACED_STREAMS = 200;

    private final ModelWay gatehouse;

    RelayedEvents(ModelWay gatehouse) {
        this.gatehouse = gatehouse;
    }

    @Override
    public String title() {
        return "events";
    }

    @Override
    public List<Target> targets() {
        return List.of(MessagesTarget.EVENTS);
    }

    @Override
    public void run(Bed bed) throws Exception {
        double fast = measure(bed, false, FAST, FAST_STREAMS, "8 streams, as fast as they are taken");
        bed.results().measured(MessagesTarget.EVENTS, fast);
        measure(bed, true, new Script(1, FAST.deltas(), 0), FAST_STREAMS, "8 streams, as fast as they are taken");
        measure(bed, false, PACED, PACED_STREAMS, "200 streams, an event every 20 ms");
        measure(
                bed,
                true,
                new Script(1, PACED.deltas(), PACED.pace()),
                PACED_STREAMS,
                "200 streams, an event every 20 ms");
    }

    private double measure(Bed bed, boolean mcp, Script script, int connections, String load) throws Exception {
        int port = gatehouse.port();
        String question = mcp ? Questions.withMcp(port, script, true) : Questions.plain(port, script, true);
        List<Double> perCpu = new ArrayList<>();
        List<Double> perSecond = new ArrayList<>();
        StreamLoad.run(port, question, connections, 1);
        for (int round = 0; round < bed.plan().rounds(); round++) {
            double before = gatehouse.cpuSeconds();
            StreamLoad run =
                    StreamLoad.run(port, question, connections, bed.plan().streams());
            double events = (double) run.streams() * script.events();
            perCpu.add(events / (gatehouse.cpuSeconds() - before));
            perSecond.add(events * 1e9 / run.nanos());
        }
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("kind", mcp ? "in the loop, after one MCP call" : "relayed");
        row.put("load", load);
        row.put("events/s", Math.round(Median.of(perSecond)));
        row.put("events a second of CPU", Math.round(Median.of(perCpu)));
        bed.results().row("events of streams", row);
        return Median.of(perCpu);
    }
}
