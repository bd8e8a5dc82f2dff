package io.gatehouse.app.chaos;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// What a Java process takes.
///
/// @param threads of the system
/// @param descriptors that are open
/// @param children that it started
/// @param heap bytes of its live objects
record Footprint(long threads, long descriptors, long children, long heap) {
    /// Connections for single clients are kept for ten minutes: at most 8 a server, some of them programs. Another
    /// program is there at times.
    private static final long SPARE_CHILDREN = ChaosGateway.OWN_CONNECTIONS + 1;
    private static final long SPARE_THREADS = 16 + 4 * SPARE_CHILDREN;
    private static final long SPARE_DESCRIPTORS = 24 + 8 * SPARE_CHILDREN;
    private static final long SPARE_HEAP = 16 << 20;

    static Footprint of(long pid) {
        return new Footprint(count(pid, "task"), count(pid, "fd"), children(pid), heap(pid));
    }

    /// Whether nothing has grown, apart from what comes and goes.
    boolean fits(Footprint before) {
        return threads <= before.threads + SPARE_THREADS
                && descriptors <= before.descriptors + SPARE_DESCRIPTORS
                && children <= before.children + SPARE_CHILDREN
                && heap <= before.heap + SPARE_HEAP;
    }

    private static long count(long pid, String what) {
        try (Stream<Path> entries = Files.list(Path.of("/proc", String.valueOf(pid), what))) {
            return entries.count();
        } catch (IOException ended) {
            return Long.MAX_VALUE;
        }
    }

    private static long children(long pid) {
        return ProcessHandle.of(pid)
                .map(process -> process.descendants().count())
                .orElse(0L);
    }

    /// Counting the objects collects the garbage first.
    private static long heap(long pid) {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        try {
            Process histogram = new ProcessBuilder(jcmd, String.valueOf(pid), "GC.class_histogram")
                    .redirectErrorStream(true)
                    .start();
            String text = new String(histogram.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return text.lines()
                    .filter(line -> line.startsWith("Total"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll(".*\\s(\\d+)\\s*$", "$1")))
                    .sum();
        } catch (IOException failed) {
            return Long.MAX_VALUE;
        }
    }
}
