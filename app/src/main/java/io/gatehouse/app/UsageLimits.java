package io.gatehouse.app;

import io.gatehouse.app.config.Configuration;
import io.gatehouse.app.observe.LimitMeters;
import io.gatehouse.gateway.policy.Limits;
import io.gatehouse.http.Timers;
import io.gatehouse.policy.LocalCounters;
import io.gatehouse.policy.Repetitions;
import io.gatehouse.policy.UsageIndex;
import io.gatehouse.protocol.Caller;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/// How much callers may use, by the configuration in force, and what they have used.
final class UsageLimits {
    private static final Duration SWEEP = Duration.ofSeconds(30);

    private final LocalCounters counters = new LocalCounters(System::nanoTime);
    private final Limits limits;
    private volatile UsageIndex index;

    /// @param roles tells the names of a caller's roles
    /// @param meters hears of what is refused
    UsageLimits(Configuration configuration, Function<Caller, List<String>> roles, Timers timers, LimitMeters meters) {
        index = new UsageIndex(configuration.auth().usage());
        limits = new Limits(() -> index, roles, counters, new Repetitions(System::nanoTime), meters::refused);
        timers.every(SWEEP, () -> Thread.ofVirtual().name("limits").start(counters::sweep));
    }

    /// Takes a changed configuration. What was counted still counts.
    void apply(Configuration next) {
        if (!next.auth().usage().equals(index.usage())) {
            index = new UsageIndex(next.auth().usage());
        }
    }

    /// The limits, for the steps that keep them.
    Limits limits() {
        return limits;
    }
}
