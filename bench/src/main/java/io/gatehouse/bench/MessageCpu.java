package io.gatehouse.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// CPU of a gateway for each request with a body of 2 KB that is answered whole.
final class MessageCpu implements Part {
    static final String PLAIN = "without MCP";
    static final String CALL = "one MCP call, two model calls";
    private static final int CONNECTIONS = 16;

    private static final int READY_SECONDS = 10;

    private final ModelWay gatehouse;
    private final int modelPort;
    private @Nullable Spread plain;
    private @Nullable Spread call;

    /// @param modelPort where the fast model listens
    MessageCpu(ModelWay gatehouse, int modelPort) {
        this.gatehouse = gatehouse;
        this.modelPort = modelPort;
    }

    @Override
    public String title() {
        return "CPU";
    }

    @Override
    public List<Target> targets() {
        return List.of(MessagesTarget.CPU_PLAIN, MessagesTarget.CPU_CALL);
    }

    @Override
    public void run(Bed bed) throws Exception {
        gatehouse.check();
        bed.results().measured(MessagesTarget.CPU_PLAIN, plain(bed));
        bed.results().measured(MessagesTarget.CPU_CALL, call(bed));
        floor(bed);
        gatehouse.check();
    }

    /// The same bytes through nginx, where there is one: what a relay cannot do without.
    private void floor(Bed bed) throws Exception {
        Contender nginx;
        try {
            nginx = Nginx.start(bed, modelPort, null);
        } catch (IOException missing) {
            bed.results().fact("nginx", "not measured: " + Run.problem(missing));
            return;
        }
        try (nginx) {
            ModelWay way = new ModelWay("nginx", nginx.modern().port(), nginx.child());
            String question = Questions.plain(way.port(), Script.ofCalls(0), false);
            Ready.await(Nginx.child(nginx), READY_SECONDS, () -> way.check(question, 0));
            millis(bed, way, PLAIN, question);
        }
    }

    /// Milliseconds without MCP; measured when it is first asked for.
    Spread plain(Bed bed) throws Exception {
        Spread known = plain;
        if (known == null) {
            known = millis(bed, gatehouse, PLAIN, Questions.plain(gatehouse.port(), Script.ofCalls(0), false));
            plain = known;
        }
        return known;
    }

    /// Milliseconds with one MCP call and two calls of the model; measured when it is first asked for.
    Spread call(Bed bed) throws Exception {
        Spread known = call;
        if (known == null) {
            known = millis(bed, gatehouse, CALL, Questions.withMcp(gatehouse.port(), Script.ofCalls(1), false));
            call = known;
        }
        return known;
    }

    /// Measures one kind of request in as many rounds as planned, after one that does not count.
    ///
    /// @return milliseconds of CPU a request
    static Spread millis(Bed bed, ModelWay way, String kind, String question) throws Exception {
        Address address = new Address(way.port(), "/v1/messages");
        List<Wrk> runs = new ArrayList<>();
        List<Double> millis = new ArrayList<>();
        Wrk.run(bed, address, List.of(question), CONNECTIONS, 1 + bed.plan().throughput() / 4);
        for (int round = 0; round < bed.plan().rounds(); round++) {
            double before = way.cpuSeconds();
            Wrk run = Wrk.run(
                    bed, address, List.of(question), CONNECTIONS, bed.plan().throughput());
            millis.add((way.cpuSeconds() - before) * 1000 / run.requests());
            runs.add(run);
        }
        Spread spread = Spread.of(millis);
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("way", way.name());
        row.put("request", kind);
        row.put(
                "requests/s",
                Math.round(Median.of(runs.stream().map(Wrk::perSecond).toList())));
        row.put("CPU ms", Math.round(spread.median() * 1000) / 1000.0);
        row.put("p50 ms", rounded(Median.of(runs.stream().map(Wrk::p50).toList())));
        row.put("p99 ms", rounded(Median.of(runs.stream().map(Wrk::p99).toList())));
        bed.results().row("requests of 2 KB by wrk, " + CONNECTIONS + " connections", row);
        return spread;
    }

    private static double rounded(double micros) {
        return Math.round(micros) / 1000.0;
    }
}
