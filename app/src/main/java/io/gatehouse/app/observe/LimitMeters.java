package io.gatehouse.app.observe;

import io.gatehouse.gateway.policy.CallRoom;
import io.gatehouse.gateway.usage.CountsLink;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Counts what limits refuse, by the name of the limit. Only the configuration names limits, so that callers cannot
/// make series.
public final class LimitMeters {
    private final MeterRegistry registry;
    private final Map<String, Counter> refused = new ConcurrentHashMap<>();

    public LimitMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    /// A limit has refused something.
    public void refused(String limit) {
        refused.computeIfAbsent(limit, this::counter).increment();
    }

    /// Shows how many calls are in flight.
    public void watch(CallRoom room) {
        Gauge.builder("gatehouse.calls.in.flight", room, CallRoom::calls)
                .description("Calls of tools, prompts and resources and requests to models that are in progress")
                .register(registry);
    }

    /// Shows whether what keeps shared limits and quotas can be reached, and how many gateways use it.
    public void watch(CountsLink link) {
        Gauge.builder("gatehouse.shared.counts.available", link, counts -> counts.available() ? 1 : 0)
                .description("Whether what keeps shared limits and quotas can be reached: 1, or 0")
                .register(registry);
        Gauge.builder("gatehouse.shared.counts.gateways", link, CountsLink::gateways)
                .description("Gateways that use it, as far as they were known last")
                .register(registry);
    }

    private Counter counter(String limit) {
        return Counter.builder("gatehouse.limit.refusals")
                .description("Calls and requests that a limit refused, by limit")
                .tag("limit", limit)
                .register(registry);
    }
}
