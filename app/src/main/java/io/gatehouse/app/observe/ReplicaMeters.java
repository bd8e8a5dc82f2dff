package io.gatehouse.app.observe;

import io.gatehouse.doors.front.replicas.Replicas;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.function.ToDoubleFunction;

/// Counts what replicas pass to each other.
public final class ReplicaMeters {
    private ReplicaMeters() {}

    /// Registers the series of a gateway that is not alone.
    public static void watch(MeterRegistry registry, Replicas replicas) {
        MetricsText.gauge(
                registry,
                "gatehouse.replicas",
                "Other replicas that answer",
                Tags.empty(),
                () -> replicas.neighbours().size());
        counter(
                registry,
                replicas,
                "gatehouse.replica.requests",
                "Requests that replicas passed to each other",
                Tags.of("direction", "passed"),
                Replicas::passedRequests);
        counter(
                registry,
                replicas,
                "gatehouse.replica.requests",
                "Requests that replicas passed to each other",
                Tags.of("direction", "received"),
                Replicas::receivedRequests);
        counter(
                registry,
                replicas,
                "gatehouse.replica.lost.requests",
                "Passed requests that were given up because the other replica was gone",
                Tags.empty(),
                Replicas::lostRequests);
    }

    private static void counter(
            MeterRegistry registry,
            Replicas replicas,
            String name,
            String description,
            Tags tags,
            ToDoubleFunction<Replicas> count) {
        FunctionCounter.builder(name, replicas, count)
                .description(description)
                .tags(tags)
                .register(registry);
    }
}
