package io.gatehouse.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Live heap of 10,000 idle streams: all open, minus none.
final class IdleStreams implements Part {
    private static final int STREAMS = 10_000;

    @Override
    public String title() {
        return "idle streams";
    }

    @Override
    public List<Target> targets() {
        return List.of(McpTarget.LISTEN_STREAM, McpTarget.GET_STREAM, McpTarget.RESUMABLE_STREAM);
    }

    @Override
    public void run(Bed bed) throws Exception {
        double listen = measure(bed, Era.MODERN, "subscriptions/listen", "");
        bed.results().measured(McpTarget.LISTEN_STREAM, listen);
        double get = measure(bed, Era.LEGACY, "GET of a session of its own", "");
        bed.results().measured(McpTarget.GET_STREAM, get);
        double lasting =
                measure(bed, Era.LEGACY, "the same where streams cannot be resumed", "limits:\n  resume-for: 0s\n");
        bed.results().measured(McpTarget.RESUMABLE_STREAM, get - lasting);
    }

    /// Live heap of a stream, in KB.
    private static double measure(Bed bed, Era era, String kind, String settings) throws Exception {
        try (Contender gatehouse = Gatehouse.start(bed, settings)) {
            closeAll(open(gatehouse, era, 100));
            JavaHeap heap = new JavaHeap(bed, Gatehouse.child(gatehouse).tree().java());
            double residentBefore = Gatehouse.child(gatehouse).tree().residentMiB();
            long before = heap.live();
            List<OpenStream> streams = open(gatehouse, era, STREAMS);
            long after = heap.live();
            double resident = Gatehouse.child(gatehouse).tree().residentMiB() - residentBefore;
            gatehouse.check(era);
            closeAll(streams);
            double each = (after - before) / 1024.0 / STREAMS;
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("kind", kind);
            row.put("streams", STREAMS);
            row.put("live heap KB a stream", Math.round(each * 100) / 100.0);
            row.put("RSS growth MB", Math.round(resident));
            bed.results().row("idle streams", row);
            return each;
        }
    }

    private static List<OpenStream> open(Contender gatehouse, Era era, int count) throws IOException {
        List<OpenStream> streams = new ArrayList<>();
        Address address = gatehouse.address(era);
        List<String> sessions = gatehouse.sessions(era, count);
        for (int number = 0; number < count; number++) {
            OpenStream stream = new OpenStream(address.port());
            streams.add(stream);
            String request = era == Era.MODERN ? Calls.listen(address) : Calls.stream(address, sessions.get(number));
            stream.open(Calls.numbered(request, 10_000_000 + number), era == Era.MODERN ? "acknowledged" : "");
        }
        return streams;
    }

    private static void closeAll(List<OpenStream> streams) throws IOException {
        for (OpenStream stream : streams) {
            stream.close();
        }
    }
}
