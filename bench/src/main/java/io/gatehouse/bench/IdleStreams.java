package io.gatehouse.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Live heap of 10,000 idle streams: all open, minus none.
final class IdleStreams implements Part {
    private static final int STREAMS = 10_000;
    private static final int OK = 200;

    @Override
    public String title() {
        return "idle streams";
    }

    @Override
    public List<Target> targets() {
        return List.of(Target.LISTEN_STREAM, Target.GET_STREAM);
    }

    @Override
    public void run(Bed bed) throws Exception {
        measure(bed, Era.MODERN, "subscriptions/listen", Target.LISTEN_STREAM);
        measure(bed, Era.LEGACY, "GET of a session of its own", Target.GET_STREAM);
    }

    private static void measure(Bed bed, Era era, String kind, Target target) throws Exception {
        try (Contender gatehouse = Gatehouse.start(bed)) {
            closeAll(open(gatehouse, era, 100));
            JavaHeap heap = new JavaHeap(bed, Gatehouse.child(gatehouse).tree().java());
            double residentBefore = Gatehouse.child(gatehouse).tree().residentMiB();
            long before = heap.live();
            List<Stream> streams = open(gatehouse, era, STREAMS);
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
            bed.results().measured(target, each);
        }
    }

    private static List<Stream> open(Contender gatehouse, Era era, int count) throws IOException {
        List<Stream> streams = new ArrayList<>();
        Address address = gatehouse.address(era);
        List<String> sessions = gatehouse.sessions(era, count);
        for (int number = 0; number < count; number++) {
            Stream stream = new Stream(address.port());
            streams.add(stream);
            String request = era == Era.MODERN ? Calls.listen(address) : Calls.stream(address, sessions.get(number));
            String head = stream.open(Calls.numbered(request, 10_000_000 + number), era == Era.MODERN);
            if (!head.startsWith("HTTP/1.1 " + OK)) {
                throw new IOException("stream " + number + " was answered with " + head);
            }
        }
        return streams;
    }

    private static void closeAll(List<Stream> streams) throws IOException {
        for (Stream stream : streams) {
            stream.close();
        }
    }

    /// A connection with as little memory as possible.
    private static final class Stream implements AutoCloseable {
        private final java.net.Socket socket;

        Stream(int port) throws IOException {
            socket = new java.net.Socket(java.net.InetAddress.getLoopbackAddress(), port);
        }

        /// What came until the head, and where asked for the first event, was whole.
        String open(byte[] request, boolean withEvent) throws IOException {
            socket.getOutputStream().write(request);
            StringBuilder text = new StringBuilder();
            byte[] buffer = new byte[1024];
            while (text.indexOf("\r\n\r\n") < 0 || withEvent && text.indexOf("acknowledged") < 0) {
                int count = socket.getInputStream().read(buffer);
                if (count < 0) {
                    return "the end of the connection after: " + text;
                }
                text.append(new String(buffer, 0, count, StandardCharsets.UTF_8));
                if (text.indexOf("\r\n\r\n") >= 0 && text.indexOf(" 200 ") < 0) {
                    return text.toString();
                }
            }
            return text.toString();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
