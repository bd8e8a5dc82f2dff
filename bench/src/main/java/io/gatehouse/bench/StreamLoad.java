package io.gatehouse.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/// Streams that are read as fast as they come, one after the other on each of several connections.
///
/// @param streams how many were complete
/// @param nanos how long all of it took
record StreamLoad(long streams, long nanos) {
    private static final byte[] NOTHING = {};

    /// Begins streams for some seconds and reads all to their ends.
    ///
    /// @throws IOException when one is not answered with 200, or breaks off
    static StreamLoad run(int port, String question, int connections, int seconds)
            throws IOException, InterruptedException {
        byte[] request = Questions.numbered(question, 10_000_000);
        long start = System.nanoTime();
        long end = start + TimeUnit.SECONDS.toNanos(seconds);
        List<Future<Long>> counts = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(connections)) {
            for (int connection = 0; connection < connections; connection++) {
                counts.add(threads.submit(() -> read(port, request, end)));
            }
        }
        long streams = 0;
        for (Future<Long> count : counts) {
            try {
                streams += count.get();
            } catch (ExecutionException failed) {
                throw new IOException(failed.getCause());
            }
        }
        return new StreamLoad(streams, System.nanoTime() - start);
    }

    private static long read(int port, byte[] request, long end) throws IOException {
        long streams = 0;
        try (Wire wire = new Wire(port)) {
            while (System.nanoTime() < end) {
                int status = wire.stream(request, NOTHING);
                if (status != 200) {
                    throw new IOException("a stream was answered with " + status);
                }
                streams++;
            }
        }
        return streams;
    }
}
