package io.gatehouse.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Proves that the fast model is never what is measured.
final class ModelRate implements Part {
    private final ModelWay direct;
    private final Child model;

    ModelRate(ModelWay direct, Child model) {
        this.direct = direct;
        this.model = model;
    }

    @Override
    public String title() {
        return "rate of the fast model";
    }

    @Override
    public List<Target> targets() {
        return List.of();
    }

    @Override
    public void run(Bed bed) throws Exception {
        Address address = new Address(direct.port(), "/v1/messages");
        List<String> questions = List.of(Questions.plain(direct.port(), Script.ofCalls(0), false));
        Wrk.run(bed, address, questions, 64, 1);
        double before = model.tree().cpuSeconds();
        Wrk wrk = Wrk.run(bed, address, questions, 64, bed.plan().throughput());
        row(bed, "messages", wrk.requests(), wrk.micros() / 1e6, before);

        String stream = Questions.plain(direct.port(), RelayedEvents.FAST, true);
        StreamLoad.run(direct.port(), stream, RelayedEvents.FAST_STREAMS, 1);
        before = model.tree().cpuSeconds();
        StreamLoad load = StreamLoad.run(
                direct.port(), stream, RelayedEvents.FAST_STREAMS, bed.plan().streams());
        row(bed, "events", load.streams() * RelayedEvents.FAST.events(), load.nanos() / 1e9, before);
    }

    private void row(Bed bed, String what, long count, double seconds, double cpuBefore) throws Exception {
        double cpu = model.tree().cpuSeconds() - cpuBefore;
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("what", what);
        row.put("a second", Math.round(count / seconds));
        row.put("a second of CPU", Math.round(count / cpu));
        bed.results().row("the fast model, one thread", row);
    }
}
