package io.gatehouse.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/// What one run of the latency driver measured.
///
/// @param calls how many
/// @param total until an answer was complete
/// @param first until the first piece of a streamed text
record Latencies(long calls, Percentiles total, Percentiles first) {
    private static final JsonMapper JSON = new JsonMapper();

    /// In microseconds.
    record Percentiles(double p50, double p99, double p999) {}

    /// Runs the driver in a process of its own.
    ///
    /// @param calls requests as they go over the wire, one for each connection in turn
    /// @param rate calls a second; 0 for one after the other
    /// @throws IOException when a call fails
    static Latencies drive(Bed bed, int port, List<String> calls, int rate, int seconds)
            throws IOException, InterruptedException {
        Path file = bed.write("calls", String.join("\0", calls));
        try (Child driver = Child.java(
                bed.file("latency.log"),
                LatencyDriver.class,
                Integer.toString(port),
                file.toString(),
                Integer.toString(rate),
                Integer.toString(seconds))) {
            return JSON.readValue(driver.output(), Latencies.class);
        }
    }
}
