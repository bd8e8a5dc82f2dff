package io.gatehouse.app;

import io.gatehouse.gateway.CallMetrics;
import io.gatehouse.gateway.CallOutcome;
import io.gatehouse.gateway.Gateway;
import io.gatehouse.http.Listener;
import io.gatehouse.protocol.Failure.Outcome;
import io.gatehouse.upstream.Phase;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The counters of the program as Prometheus text, put together when somebody asks: nothing of it is on a call's way.
final class MetricsText {
    private final Gateway gateway;
    private final CallMetrics calls;
    private final Refusals refusals;
    private final Supplier<@Nullable Listener> listener;

    MetricsText(Gateway gateway, CallMetrics calls, Refusals refusals, Supplier<@Nullable Listener> listener) {
        this.gateway = gateway;
        this.calls = calls;
        this.refusals = refusals;
        this.listener = listener;
    }

    /// All metrics at this moment, in the text format 0.0.4.
    String text() {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        try {
            calls.byServer().forEach((server, counters) -> addCalls(registry, server, counters));
            for (Refusal refusal : Refusal.values()) {
                count(
                        registry,
                        "gatehouse.refused.requests",
                        "Requests that were refused before they were worked on, by reason",
                        Tags.of("reason", refusal.label()),
                        refusals.count(refusal));
            }
            Listener opened = listener.get();
            if (opened != null) {
                addDropped(registry, "idle", opened.evictedConnections());
                addDropped(registry, "refused", opened.refusedConnections());
            }
            gateway.servers()
                    .forEach(server -> gauge(
                            registry,
                            "gatehouse.server.ready",
                            "Whether the server can be reached now",
                            Tags.of("server", server.name()),
                            server.state().phase() == Phase.READY ? 1 : 0));
            gauge(
                    registry,
                    "gatehouse.uptime.seconds",
                    "Time since the start",
                    Tags.empty(),
                    ManagementFactory.getRuntimeMXBean().getUptime() / 1000.0);
            new JvmMemoryMetrics().bindTo(registry);
            new JvmThreadMetrics().bindTo(registry);
            registry.getPrometheusRegistry().register(this::durations);
            return registry.scrape();
        } finally {
            registry.close();
        }
    }

    private static void addDropped(PrometheusMeterRegistry registry, String reason, long dropped) {
        count(
                registry,
                "gatehouse.dropped.connections",
                "Client connections that were closed for lack of room: idle ones, or new ones that were refused",
                Tags.of("reason", reason),
                dropped);
    }

    private static void addCalls(PrometheusMeterRegistry registry, String server, CallMetrics.Counters counters) {
        Tags tags = Tags.of("server", server);
        for (CallOutcome outcome : CallOutcome.values()) {
            count(
                    registry,
                    "gatehouse.calls",
                    "Calls that have ended, by outcome",
                    tags.and("outcome", outcome.label()),
                    counters.calls(outcome));
        }
        for (Outcome known : Outcome.values()) {
            count(
                    registry,
                    "gatehouse.calls.known",
                    "Calls that have ended, by what is known of their effects",
                    tags.and("known", known.label()),
                    counters.calls(known));
        }
        count(registry, "gatehouse.request.bytes", "Bytes of requests", tags, counters.requestBytes());
        count(registry, "gatehouse.response.bytes", "Bytes of responses", tags, counters.responseBytes());
    }

    /// The durations of calls as one histogram, a series a server.
    private HistogramSnapshot durations() {
        double[] bounds = Arrays.copyOf(CallMetrics.BUCKETS, CallMetrics.BUCKETS.length + 1);
        bounds[bounds.length - 1] = Double.POSITIVE_INFINITY;
        HistogramSnapshot.Builder histogram = HistogramSnapshot.builder()
                .name("gatehouse_call_duration_seconds")
                .help("How long calls took");
        calls.byServer().forEach((server, counters) -> {
            Number[] counts = new Number[bounds.length];
            Arrays.setAll(counts, counters::inBucket);
            histogram.dataPoint(HistogramSnapshot.HistogramDataPointSnapshot.builder()
                    .labels(Labels.of("server", server))
                    .classicHistogramBuckets(ClassicHistogramBuckets.of(bounds, counts))
                    .sum(counters.seconds())
                    .build());
        });
        return histogram.build();
    }

    private static void count(
            PrometheusMeterRegistry registry, String name, String description, Tags tags, double value) {
        FunctionCounter.builder(name, value, Double::doubleValue)
                .description(description)
                .tags(tags)
                .register(registry);
    }

    private static void gauge(
            PrometheusMeterRegistry registry, String name, String description, Tags tags, double value) {
        Gauge.builder(name, () -> value).description(description).tags(tags).register(registry);
    }
}
