package io.gatehouse.app.observe;

import io.micrometer.core.instrument.Counter;
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

    private Counter counter(String limit) {
        return Counter.builder("gatehouse.limit.refusals")
                .description("Calls and requests that a limit refused, by limit")
                .tag("limit", limit)
                .register(registry);
    }
}
