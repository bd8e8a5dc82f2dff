package io.gatehouse.app.observe;

import io.gatehouse.app.config.LogLevel;
import io.gatehouse.gateway.policy.Asked;
import io.gatehouse.policy.rule.Verdict.Shadow;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/// Reports what rules in shadow mode would have done: a line in the log each time, and a counter for each rule.
public final class ShadowReports implements BiConsumer<Asked, Shadow> {
    private final MeterRegistry registry;
    private final Map<String, Counter> counters = new ConcurrentHashMap<>();
    private volatile Consumer<LogEvent> log = event -> {};

    public ShadowReports(MeterRegistry registry) {
        this.registry = registry;
    }

    /// Where lines go from now on.
    public void logTo(Consumer<LogEvent> told) {
        log = told;
    }

    @Override
    public void accept(Asked asked, Shadow shadow) {
        counters.computeIfAbsent(shadow.rule() + " " + shadow.outcome(), key -> counter(shadow))
                .increment();
        Map<String, Object> more = new LinkedHashMap<>();
        more.put("request", asked.requestId());
        more.put("caller", asked.caller().name());
        more.put("door", asked.door());
        more.put("server", String.valueOf(asked.server()));
        more.put("tool", String.valueOf(asked.name()));
        more.put("rule", shadow.rule());
        more.put("outcome", shadow.outcome());
        log.accept(new LogEvent(
                LogLevel.INFO, "shadow", "The rule " + shadow.rule() + " would " + does(shadow), more, null));
    }

    private static String does(Shadow shadow) {
        return switch (shadow.outcome()) {
            case "deny" -> "deny this call: " + shadow.reason();
            case "narrow" -> "narrow this call: " + shadow.reason() + ".";
            case "approve" -> "have somebody else approve this call, because " + shadow.reason() + ".";
            case "confirm" -> "have the user confirm this call, because " + shadow.reason() + ".";
            default -> "have the model confirm this call, because " + shadow.reason() + ".";
        };
    }

    private Counter counter(Shadow shadow) {
        return Counter.builder("gatehouse.rules.shadow")
                .description("Calls that rules in shadow mode would have changed")
                .tags("rule", shadow.rule(), "outcome", shadow.outcome())
                .register(registry);
    }
}
