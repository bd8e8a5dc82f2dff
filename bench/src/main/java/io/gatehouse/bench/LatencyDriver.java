package io.gatehouse.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Sends calls at a fixed rate, evenly spaced over 16 connections, or one after the other on one, and prints
/// [Latencies]. At a rate each call is timed from when it was to be sent, whether or not the connection was free then.
public final class LatencyDriver {
    static final int CONNECTIONS = 16;
    /// One call after the other on each connection, so that the driver's own code is compiled.
    private static final long WARM_UP_NANOS = TimeUnit.MILLISECONDS.toNanos(1_000);

    /// Quiet before the first call that counts.
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private static final byte[] FIRST_TOKEN = "content_block_delta".getBytes(StandardCharsets.US_ASCII);

    private final int port;
    private final List<String> requests;
    private final int rate;
    private final long nanos;

    private LatencyDriver(int port, List<String> requests, int rate, int seconds) {
        this.port = port;
        this.requests = requests;
        this.rate = rate;
        this.nanos = TimeUnit.SECONDS.toNanos(seconds);
    }

    /// Arguments: port, file of calls separated by NUL, calls a second (0: one after the other), seconds.
    public static void main(String[] args) throws Exception {
        List<String> calls = List.of(Files.readString(Path.of(args[1])).split("\0", -1));
        new LatencyDriver(Integer.parseInt(args[0]), calls, Integer.parseInt(args[2]), Integer.parseInt(args[3])).run();
    }

    private void run() throws Exception {
        int connections = rate == 0 ? 1 : CONNECTIONS;
        long start = System.nanoTime() + WARM_UP_NANOS;
        List<Lane> lanes = new ArrayList<>();
        for (int lane = 0; lane < connections; lane++) {
            lanes.add(new Lane(lane, start));
        }
        for (Lane lane : lanes) {
            lane.start();
        }
        for (Lane lane : lanes) {
            lane.join();
            if (lane.failure != null) {
                throw lane.failure;
            }
        }
        Durations total = Durations.of(lanes.stream().map(lane -> lane.total).toList());
        Durations first = Durations.of(lanes.stream().map(lane -> lane.first).toList());
        System.out.printf("{\"calls\":%d,\"total\":%s,\"first\":%s}%n", total.count(), total.json(), first.json());
    }

    /// A connection and its share of the calls.
    private final class Lane extends Thread {
        private final int number;
        private final long start;
        private final byte[] request;
        private final int idAt;
        private final boolean streamed;
        private final Durations total = new Durations();
        private final Durations first = new Durations();
        private int calls;
        private @Nullable IOException failure;

        Lane(int number, long start) {
            this.number = number;
            this.start = start;
            String call = requests.get(number % requests.size());
            this.request = Calls.numbered(call, 10_000_000);
            this.idAt = call.indexOf(Calls.ID);
            this.streamed = call.contains("\"stream\":true");
        }

        @Override
        public void run() {
            try (Wire wire = new Wire(port)) {
                while (System.nanoTime() < start - PAUSE_NANOS) {
                    call(wire);
                }
                long end = start + nanos;
                long step = rate == 0 ? 0 : TimeUnit.SECONDS.toNanos(CONNECTIONS) / rate;
                long due = start + step * number / CONNECTIONS;
                while (due < end) {
                    waitUntil(due);
                    call(wire);
                    total.add(System.nanoTime() - due);
                    if (wire.foundAt() > 0) {
                        first.add(wire.foundAt() - due);
                    }
                    due = rate == 0 ? System.nanoTime() : due + step;
                }
            } catch (IOException e) {
                failure = e;
            }
        }

        private void call(Wire wire) throws IOException {
            number(request, idAt, 10_000_000 + number * 1_000_000 + ++calls);
            int status = streamed ? wire.stream(request, FIRST_TOKEN) : wire.call(request);
            if (status != 200) {
                throw new IOException("status " + status);
            }
        }

        private static void waitUntil(long due) {
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
        }

        private static void number(byte[] request, int at, int id) {
            int rest = id;
            for (int digit = 7; digit >= 0; digit--) {
                request[at + digit] = (byte) ('0' + rest % 10);
                rest /= 10;
            }
        }
    }
}
