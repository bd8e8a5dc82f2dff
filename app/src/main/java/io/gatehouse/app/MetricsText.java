package io.gatehouse.app;

import io.gatehouse.gateway.CallMetrics;
import io.gatehouse.gateway.CallOutcome;
import io.gatehouse.gateway.Gateway;
import io.gatehouse.upstream.Phase;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.lang.management.ManagementFactory;

/// The counters of the program as Prometheus text, put together when somebody asks: nothing of it is on a call's way.
final class MetricsText {
    private final Gateway gateway;
    private final CallMetrics calls;

    MetricsText(Gateway gateway, CallMetrics calls) {
        this.gateway = gateway;
        this.calls = calls;
    }

    /// All metrics at this moment, in the text format 0.0.4.
    String text() {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        try {
            calls.byServer().forEach((server, counters) -> addCalls(registry, server, counters));
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
            return registry.scrape();
        } finally {
            registry.close();
        }
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
        count(registry, "gatehouse.request.bytes", "Bytes of requests", tags, counters.requestBytes());
        count(registry, "gatehouse.response.bytes", "Bytes of responses", tags, counters.responseBytes());
        count(registry, "gatehouse.call.seconds", "Time that calls took together", tags, counters.seconds());
        double atMost = 0;
        for (int index = 0; index <= CallMetrics.BUCKETS.length; index++) {
            atMost += counters.inBucket(index);
            String bound = index < CallMetrics.BUCKETS.length ? String.valueOf(CallMetrics.BUCKETS[index]) : "+Inf";
            count(
                    registry,
                    "gatehouse.call.duration.seconds.bucket",
                    "Calls that took at most `le` seconds",
                    tags.and("le", bound),
                    atMost);
        }
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
