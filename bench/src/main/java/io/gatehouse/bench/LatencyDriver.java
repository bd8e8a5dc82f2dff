package io.gatehouse.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Sends calls at a fixed rate, evenly spaced over 16 connections, or one after the other on one, and prints latencies
/// in
/// microseconds. At a rate each call is timed from when it was to be sent, whether or not the connection was free then.
public final class LatencyDriver {
    static final int CONNECTIONS = 16;
    private static final long WARM_UP_NANOS = TimeUnit.MILLISECONDS.toNanos(700);

    private final int port;
    private final List<String> calls;
    private final int rate;
    private final long nanos;

    private LatencyDriver(int port, List<String> calls, int rate, int seconds) {
        this.port = port;
        this.calls = calls;
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
        long start = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(200);
        List<Lane> lanes = new ArrayList<>();
        for (int lane = 0; lane < connections; lane++) {
            lanes.add(new Lane(lane, start));
        }
        for (Lane lane : lanes) {
            lane.start();
        }
        long[] all = {};
        for (Lane lane : lanes) {
            lane.join();
            if (lane.failure != null) {
                throw lane.failure;
            }
            int from = all.length;
            all = Arrays.copyOf(all, from + lane.count);
            System.arraycopy(lane.latencies, 0, all, from, lane.count);
        }
        Arrays.sort(all);
        System.out.printf(
                java.util.Locale.ROOT,
                "{\"calls\":%d,\"p50\":%.1f,\"p99\":%.1f,\"p999\":%.1f}%n",
                all.length,
                micros(all, 0.5),
                micros(all, 0.99),
                micros(all, 0.999));
    }

    private static double micros(long[] sorted, double part) {
        return sorted[(int) Math.min(sorted.length - 1L, Math.round(sorted.length * part))] / 1000.0;
    }

    /// A connection and its share of the calls.
    private final class Lane extends Thread {
        private final int number;
        private final long start;
        private final String call;
        private long[] latencies = new long[1 << 16];
        private int count;
        private @org.jspecify.annotations.Nullable IOException failure;

        Lane(int number, long start) {
            this.number = number;
            this.start = start;
            this.call = calls.get(number % calls.size());
        }

        @Override
        public void run() {
            try (Wire wire = new Wire(port)) {
                long end = start + WARM_UP_NANOS + nanos;
                long step = rate == 0 ? 0 : TimeUnit.SECONDS.toNanos(CONNECTIONS) / rate;
                long due = start + step * number / CONNECTIONS;
                byte[] request = Calls.numbered(call, 10_000_000);
                int idAt = call.indexOf(Calls.ID);
                for (int id = 1; due < end; id++) {
                    number(request, idAt, 10_000_000 + number * 1_000_000 + id);
                    waitUntil(due);
                    int status = wire.call(request);
                    long now = System.nanoTime();
                    if (status != 200) {
                        throw new IOException("status " + status);
                    }
                    if (due > start + WARM_UP_NANOS) {
                        record(now - due);
                    }
                    due = rate == 0 ? System.nanoTime() : due + step;
                }
            } catch (IOException e) {
                failure = e;
            }
        }

        private void record(long latency) {
            if (count == latencies.length) {
                latencies = Arrays.copyOf(latencies, 2 * count);
            }
            latencies[count++] = latency;
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
