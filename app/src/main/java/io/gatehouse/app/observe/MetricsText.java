package io.gatehouse.app.observe;

import io.gatehouse.gateway.Gateway;
import io.gatehouse.http.Listener;
import io.gatehouse.upstream.call.ServerPhase;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.lang.management.ManagementFactory;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// All metrics of the program as Prometheus text. Calls and requests are counted as they end; everything else is looked
/// up when somebody asks.
public final class MetricsText {
    private static final String DROPPED = "gatehouse.dropped.connections";

    private final PrometheusMeterRegistry registry;
    private final Gateway gateway;
    private final Supplier<@Nullable Listener> listener;
    private final MultiGauge ready;

    /// @param registry in which calls and requests are counted; lives as long as the gateway
    /// @param listener the one that is open, null before
    public MetricsText(
            PrometheusMeterRegistry registry,
            Gateway gateway,
            Clients clients,
            RefusalLog refusals,
            ReloadState reloads,
            Supplier<@Nullable Listener> listener) {
        this.registry = registry;
        this.gateway = gateway;
        this.listener = listener;
        this.ready = MultiGauge.builder("gatehouse.server.ready")
                .description("Whether the server can be reached now")
                .register(registry);
        for (RefusalKind refusal : RefusalKind.values()) {
            FunctionCounter.builder("gatehouse.refused.requests", refusals, all -> all.count(refusal))
                    .description("Requests that were refused before they were processed, by reason")
                    .tag("reason", refusal.label())
                    .register(registry);
        }
        watch(clients);
        watch(reloads);
        gauge(
                registry,
                "gatehouse.children",
                "Programs that run as child processes",
                Tags.empty(),
                () -> ProcessHandle.current().children().count());
        gauge(
                registry,
                "gatehouse.uptime.seconds",
                "Time since the start",
                Tags.empty(),
                () -> ManagementFactory.getRuntimeMXBean().getUptime() / 1000.0);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
    }

    private void watch(Clients clients) {
        gauge(
                registry,
                "gatehouse.sessions",
                "Sessions of older MCP clients in memory",
                Tags.empty(),
                () -> clients.sessions().getAsInt());
        String streams = "Event streams on which MCP clients listen";
        gauge(
                registry,
                "gatehouse.streams",
                streams,
                Tags.of("transport", "http"),
                () -> clients.streams().getAsInt());
        gauge(
                registry,
                "gatehouse.streams",
                streams,
                Tags.of("transport", "sse"),
                () -> clients.eventStreams().getAsInt());
    }

    private void watch(ReloadState reloads) {
        gauge(
                registry,
                "gatehouse.configuration.last.reload.successful",
                "Whether the running configuration matches the files",
                Tags.empty(),
                () -> reloads.successful() ? 1 : 0);
        gauge(
                registry,
                "gatehouse.configuration.last.reload.success.timestamp.seconds",
                "When the running configuration was read, in seconds since the epoch",
                Tags.empty(),
                reloads::succeededSeconds);
    }

    /// All metrics at this moment, in the text format 0.0.4.
    String text() {
        Listener opened = listener.get();
        if (opened != null && registry.find(DROPPED).functionCounter() == null) {
            dropped(opened, "idle", Listener::evictedConnections);
            dropped(opened, "refused", Listener::refusedConnections);
            dropped(opened, "flood", Listener::floodedConnections);
        }
        ready.register(
                gateway.servers().stream()
                        .map(server -> MultiGauge.Row.of(
                                Tags.of("server", server.name()), server.state().phase() == ServerPhase.READY ? 1 : 0))
                        .toList(),
                true);
        return registry.scrape();
    }

    private void dropped(Listener opened, String reason, ToDoubleFunction<Listener> count) {
        FunctionCounter.builder(DROPPED, opened, count)
                .description("Client connections that the gateway closed, by reason")
                .tag("reason", reason)
                .register(registry);
    }

    /// Registers a value that may fall.
    static void gauge(MeterRegistry registry, String name, String description, Tags tags, Supplier<Number> value) {
        Gauge.builder(name, value).description(description).tags(tags).register(registry);
    }
}
