package io.gatehouse.app;

import io.gatehouse.app.config.Configuration;
import io.gatehouse.app.observe.LimitMeters;
import io.gatehouse.app.quotas.Counts;
import io.gatehouse.gateway.policy.CallRoom;
import io.gatehouse.gateway.policy.Limits;
import io.gatehouse.gateway.usage.CountedQuotas;
import io.gatehouse.gateway.usage.CountsLink;
import io.gatehouse.gateway.usage.SharedCounters;
import io.gatehouse.gateway.usage.SharedSettings;
import io.gatehouse.http.Timers;
import io.gatehouse.policy.LocalCounters;
import io.gatehouse.policy.Repetitions;
import io.gatehouse.policy.UsageIndex;
import io.gatehouse.protocol.Caller;
import io.gatehouse.store.LateStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// How much callers may use, by the configuration in force, and what they have used.
final class UsageLimits implements AutoCloseable {
    private static final Duration SWEEP = Duration.ofSeconds(30);
    private static final Duration GIVE_BACK = Duration.ofSeconds(5);

    private final LocalCounters counters = new LocalCounters(System::nanoTime);
    private final CountsLink link;
    private final @Nullable SharedCounters together;
    private final CountedQuotas quotas;
    private final CallRoom room = new CallRoom();
    private final Limits limits;
    private volatile UsageIndex index;
    private volatile boolean serving;

    /// @param store keeps shared counts where no other server does
    /// @param id of this gateway among those that count together
    /// @param roles tells the names of a caller's roles
    /// @param meters hears of what is refused
    UsageLimits(
            Configuration configuration,
            LateStore store,
            String id,
            Function<Caller, List<String>> roles,
            Timers timers,
            LimitMeters meters) {
        index = new UsageIndex(configuration.auth().usage());
        SharedSettings shared = configuration.shared();
        // Without others that count together, it keeps quotas only.
        link = new CountsLink(() -> Counts.open(shared, store), id, System::nanoTime);
        together = shared == null ? null : new SharedCounters(counters, link, shared.percent(), System::nanoTime);
        quotas = new CountedQuotas(() -> index, roles, link, InstantSource.system());
        limits = new Limits(
                () -> index,
                roles,
                together == null ? counters : together,
                new Repetitions(System::nanoTime),
                room,
                quotas,
                meters::refused);
        timers.every(SWEEP, () -> Thread.ofVirtual().name("limits").start(counters::sweep));
        link.onBack(this::giveBack);
        meters.watch(room);
        timers.every(GIVE_BACK, () -> Thread.ofVirtual().name("limits").start(this::giveBack));
        if (together != null || !index.usage().quotas().isEmpty()) {
            meters.watch(link);
        }
    }

    private void giveBack() {
        quotas.sweep();
        if (together != null) {
            together.sweep();
        }
    }

    /// The gateway begins to serve.
    void start() {
        serving = true;
        if (together != null || !index.usage().quotas().isEmpty()) {
            link.start();
        }
    }

    /// Takes a changed configuration. What was counted still counts.
    void apply(Configuration next) {
        if (!next.auth().usage().equals(index.usage())) {
            index = new UsageIndex(next.auth().usage());
        }
        if (serving) {
            start();
        }
    }

    /// The limits, for the steps that keep them.
    Limits limits() {
        return limits;
    }

    /// Gives back what was taken in advance.
    @Override
    public void close() {
        quotas.close();
        if (together != null) {
            together.close();
        }
        link.close();
    }
}
