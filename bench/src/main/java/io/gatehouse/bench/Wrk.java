package io.gatehouse.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/// One run of wrk with `bench/calls.lua`.
///
/// @param requests how many answers came
/// @param micros how long it took
/// @param bytes received
/// @param failures errors of sockets and statuses that are no success
/// @param p50 median latency in microseconds
/// @param p99 in microseconds
/// @param p999 in microseconds
record Wrk(long requests, long micros, long bytes, long failures, double p50, double p99, double p999) {
    private static final JsonMapper JSON = new JsonMapper();

    /// Runs it with one thread and waits.
    ///
    /// @throws IOException when there is no wrk, or an answer is a failure
    static Wrk run(Bed bed, Address address, List<String> requests, int connections, int seconds)
            throws IOException, InterruptedException {
        return run(bed, "http", address, requests, connections, seconds);
    }

    /// The same by a scheme, `http` or `https`, of which no certificate is checked.
    static Wrk run(Bed bed, String scheme, Address address, List<String> requests, int connections, int seconds)
            throws IOException, InterruptedException {
        if (!Files.isExecutable(Path.of("/usr/bin/wrk")) && !Files.isExecutable(Path.of("/usr/local/bin/wrk"))) {
            throw new IOException("wrk is not installed: apt-get install wrk");
        }
        Path file = bed.file("requests");
        Files.write(file, (String.join("\0", requests) + "\0").getBytes(StandardCharsets.US_ASCII));
        List<String> command = List.of(
                "wrk",
                "--threads=1",
                "--connections=" + connections,
                "--duration=" + seconds + "s",
                "--timeout=10s",
                "--script=" + bed.root().resolve("bench/calls.lua"),
                scheme + "://127.0.0.1:" + address.port() + address.path(),
                "--",
                file.toString());
        String output;
        try (Child wrk = Child.start(bed.file("wrk.log"), true, Map.of(), command)) {
            output = wrk.output();
        }
        Files.delete(file);
        Wrk run = JSON.readValue(output.lines().toList().getLast(), Wrk.class);
        if (run.failures() > 0 || run.requests() == 0) {
            throw new IOException(run.failures() + " of " + run.requests() + " requests failed at " + address);
        }
        return run;
    }

    double perSecond() {
        return requests * 1e6 / micros;
    }
}
