package io.gatehouse.app.observe;

import io.gatehouse.gateway.Gateway;
import io.gatehouse.gateway.record.CallMetrics;
import io.gatehouse.gateway.record.CallOutcome;
import io.gatehouse.gateway.record.Histogram;
import io.gatehouse.http.Listener;
import io.gatehouse.protocol.Failure.Outcome;
import io.gatehouse.upstream.call.Phase;
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
public final class MetricsText {
    private final Gateway gateway;
    private final CallMetrics calls;
    private final ModelSeries models;
    private final Refusals refusals;
    private final ReloadState reloads;
    private final Supplier<@Nullable Listener> listener;

    /// @param listener the one that is open, null before
    public MetricsText(
            Gateway gateway,
            CallMetrics calls,
            ModelSeries models,
            Refusals refusals,
            ReloadState reloads,
            Supplier<@Nullable Listener> listener) {
        this.gateway = gateway;
        this.calls = calls;
        this.models = models;
        this.refusals = refusals;
        this.reloads = reloads;
        this.listener = listener;
    }

    /// All metrics at this moment, in the text format 0.0.4.
    String text() {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        try {
            calls.byServer().forEach((server, counters) -> addCalls(registry, server, counters));
            for (RefusalKind refusal : RefusalKind.values()) {
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
                addDropped(registry, "flood", opened.floodedConnections());
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
                    "gatehouse.configuration.last.reload.successful",
                    "Whether what runs is what the files of the configuration say",
                    Tags.empty(),
                    reloads.successful() ? 1 : 0);
            gauge(
                    registry,
                    "gatehouse.configuration.last.reload.success.timestamp.seconds",
                    "When the configuration that runs was read, in seconds since the epoch",
                    Tags.empty(),
                    reloads.succeededSeconds());
            gauge(
                    registry,
                    "gatehouse.uptime.seconds",
                    "Time since the start",
                    Tags.empty(),
                    ManagementFactory.getRuntimeMXBean().getUptime() / 1000.0);
            new JvmMemoryMetrics().bindTo(registry);
            new JvmThreadMetrics().bindTo(registry);
            registry.getPrometheusRegistry().register(this::durations);
            models.addTo(registry);
            return registry.scrape();
        } finally {
            registry.close();
        }
    }

    private static void addDropped(PrometheusMeterRegistry registry, String reason, long dropped) {
        count(
                registry,
                "gatehouse.dropped.connections",
                "Client connections that were closed: idle ones and new ones for lack of room, others for a flood of frames",
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
        HistogramSnapshot.Builder histogram = HistogramSnapshot.builder()
                .name("gatehouse_call_duration_seconds")
                .help("How long calls took");
        calls.byServer()
                .forEach((server, counters) ->
                        histogram.dataPoint(point(counters.seconds(), Labels.of("server", server))));
        return histogram.build();
    }

    /// A series of a histogram.
    static HistogramSnapshot.HistogramDataPointSnapshot point(Histogram values, Labels labels) {
        return HistogramSnapshot.HistogramDataPointSnapshot.builder()
                .labels(labels)
                .classicHistogramBuckets(ClassicHistogramBuckets.of(
                        values.bounds(), Arrays.stream(values.counts()).boxed().toArray(Number[]::new)))
                .sum(values.sum())
                .build();
    }

    /// Adds a counter. The registry keeps what it is asked of by a weak reference only, so that is the registry itself.
    static void count(PrometheusMeterRegistry registry, String name, String description, Tags tags, double value) {
        FunctionCounter.builder(name, registry, asked -> value)
                .description(description)
                .tags(tags)
                .register(registry);
    }

    /// Adds a value that may fall.
    static void gauge(PrometheusMeterRegistry registry, String name, String description, Tags tags, double value) {
        Gauge.builder(name, () -> value).description(description).tags(tags).register(registry);
    }
}
