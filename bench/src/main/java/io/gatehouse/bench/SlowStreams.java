package io.gatehouse.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Live heap of 1,000 streams whose model says something once a second: all open, minus none.
final class SlowStreams implements Part {
    private static final int STREAMS = 1_000;
    private static final int BEFORE = 100;
    private static final int MANY_DELTAS = 100_000;
    private static final int PACE_MILLIS = 1_000;

    private final int modelPort;

    SlowStreams(int modelPort) {
        this.modelPort = modelPort;
    }

    @Override
    public String title() {
        return "slow streams";
    }

    @Override
    public List<Target> targets() {
        return List.of(MessagesTarget.SLOW_STREAM, MessagesTarget.SLOW_LOOP);
    }

    @Override
    public void run(Bed bed) throws Exception {
        measure(bed, false, MessagesTarget.SLOW_STREAM);
        measure(bed, true, MessagesTarget.SLOW_LOOP);
    }

    private void measure(Bed bed, boolean mcp, Target target) throws Exception {
        try (ModelWay gatehouse = Gatehouse.startWithModel(bed, modelPort)) {
            int port = gatehouse.port();
            Script script = new Script(mcp ? 1 : 0, MANY_DELTAS, PACE_MILLIS);
            String question = mcp ? Questions.withMcp(port, script, true) : Questions.plain(port, script, true);
            closeAll(open(port, question, BEFORE));
            Child child = java.util.Objects.requireNonNull(gatehouse.child());
            JavaHeap heap = new JavaHeap(bed, child.tree().java());
            double residentBefore = child.tree().residentMiB();
            long before = heap.live();
            List<OpenStream> streams = open(port, question, STREAMS);
            long after = heap.live();
            double resident = child.tree().residentMiB() - residentBefore;
            gatehouse.check();
            closeAll(streams);
            double each = (after - before) / 1024.0 / STREAMS;
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("kind", mcp ? "in the loop, after one MCP call" : "relayed");
            row.put("streams", STREAMS);
            row.put("live heap KB a stream", Math.round(each * 100) / 100.0);
            row.put("RSS growth MB", Math.round(resident));
            bed.results().row("slow streams", row);
            bed.results().measured(target, each);
        }
    }

    private static List<OpenStream> open(int port, String question, int count) throws IOException {
        List<OpenStream> streams = new ArrayList<>();
        byte[] request = Questions.numbered(question, 10_000_000);
        for (int number = 0; number < count; number++) {
            OpenStream stream = new OpenStream(port);
            streams.add(stream);
            stream.open(request, "text_delta");
        }
        return streams;
    }

    private static void closeAll(List<OpenStream> streams) throws IOException {
        for (OpenStream stream : streams) {
            stream.close();
        }
    }
}
