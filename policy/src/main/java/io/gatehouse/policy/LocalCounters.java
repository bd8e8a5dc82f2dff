package io.gatehouse.policy;

import io.gatehouse.policy.Taken.Refused;
import io.gatehouse.policy.Taken.Why;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Counts in the memory of this process. What is counted is known by the name of its limit and what it is counted for,
/// so that it outlasts other changes of the limit. Its memory is bounded; past the bound, what is new is refused.
public final class LocalCounters implements Counters {
    /// How many keys one limit may have at once: callers that called in its time.
    private static final int MOST_KEYS = 200_000;
    /// How many values are kept at once, of all limits and callers.
    private static final int MOST_VALUES = 500_000;

    private static final Duration FULL_WAIT = Duration.ofSeconds(30);

    private final LongSupplier clock;
    private final long started;
    private final Map<Scope, KeyedStates<CallCount>> calls = new ConcurrentHashMap<>();
    private final Map<Scope, KeyedStates<UsedValues>> values = new ConcurrentHashMap<>();
    private final AtomicInteger kept = new AtomicInteger();
    /// How many of them each account holds.
    private final Map<String, Integer> held = new ConcurrentHashMap<>();
    private final UsedValues.Room room = new UsedValues.Room() {
        @Override
        public boolean take(String account, int more) {
            int own = held.merge(account, more, Integer::sum);
            int all = kept.addAndGet(more);
            // Half of what the others leave, so that nobody takes all of it.
            boolean much = !account.isEmpty() && own > MOST_VALUES / 100 && own > (MOST_VALUES - (all - own)) / 2;
            if (all > MOST_VALUES || much) {
                give(account, more);
                return false;
            }
            return true;
        }

        @Override
        public void give(String account, int less) {
            kept.addAndGet(-less);
            held.computeIfPresent(account, (who, own) -> own == less ? null : own - less);
        }
    };

    private record Scope(String limit, Set<Per> per, String argument) {}

    /// A claim that was met, and where.
    private record Met(Claim claim, CallCount count) {}

    /// @param clock in nanoseconds, as [System#nanoTime()]
    public LocalCounters(LongSupplier clock) {
        this.clock = clock;
        this.started = clock.getAsLong();
    }

    private long now() {
        return clock.getAsLong() - started;
    }

    @Override
    public void take(List<Claim> claims, Consumer<Taken> taken) {
        taken.accept(take(claims));
    }

    /// [#take(List, Consumer)], which decides at once.
    public Taken take(List<Claim> claims) {
        long now = now();
        List<Met> met = new ArrayList<>(claims.size());
        Refused worst = null;
        for (Claim claim : claims) {
            Refused refused = met(claim, now, met);
            // All are tried, so that nobody is told to wait for less than the longest.
            if (refused != null && (worst == null || refused.retryAfter().compareTo(worst.retryAfter()) > 0)) {
                worst = refused;
            }
        }
        if (worst == null) {
            return new Taken.Granted(permit(met));
        }
        for (Met one : met) {
            synchronized (one.count()) {
                one.count().undo(one.claim());
            }
        }
        return worst;
    }

    private @Nullable Refused met(Claim claim, long now, List<Met> met) {
        CallLimit limit = claim.limit();
        KeyedStates<CallCount> counts = calls.computeIfAbsent(
                new Scope(limit.name(), limit.per(), ""), scope -> new KeyedStates<>(CallCount::new, MOST_KEYS));
        Tried tried = counts.with(claim.key(), count -> new Tried(count, count.take(claim, now)));
        if (tried == null) {
            return new Refused(limit.name(), Why.FULL, FULL_WAIT);
        }
        if (tried.refused() == null) {
            met.add(new Met(claim, tried.count()));
        }
        return tried.refused();
    }

    private record Tried(CallCount count, @Nullable Refused refused) {}

    private static Permit permit(List<Met> met) {
        List<CallCount> running = new ArrayList<>(met.size());
        for (Met one : met) {
            if (one.claim().limit().concurrent() > 0) {
                running.add(one.count());
            }
        }
        if (running.isEmpty()) {
            return Permit.NONE;
        }
        AtomicBoolean over = new AtomicBoolean();
        return () -> {
            if (over.compareAndSet(false, true)) {
                running.forEach(CallCount::end);
            }
        };
    }

    @Override
    public void touch(List<Touch> touches, Consumer<Taken> taken) {
        taken.accept(touch(touches));
    }

    /// [#touch(List, Consumer)], which decides at once. What was noted for a limit stays noted when a later one
    /// refuses:
    /// a count that were taken back might be one that another call relies on.
    public Taken touch(List<Touch> touches) {
        long now = now();
        for (Touch touch : touches) {
            Refused refused = noted(touch, now);
            if (refused != null) {
                return refused;
            }
        }
        return new Taken.Granted(Permit.NONE);
    }

    private @Nullable Refused noted(Touch touch, long now) {
        ReachLimit limit = touch.limit();
        Scope scope = new Scope(limit.name(), limit.per(), limit.written());
        KeyedStates<UsedValues> used =
                values.computeIfAbsent(scope, missing -> new KeyedStates<>(() -> new UsedValues(room), MOST_KEYS));
        Optional<Refused> refused = used.with(touch.key(), state -> Optional.ofNullable(state.touch(touch, now)));
        return refused == null ? new Refused(limit.name(), Why.FULL, limit.every()) : refused.orElse(null);
    }

    /// Drops what says nothing any more. To be called now and then; it may take a while.
    public void sweep() {
        long now = now();
        calls.values().forEach(counts -> counts.sweep(now));
        values.values().forEach(used -> used.sweep(now));
    }

    /// How many counts and values are kept.
    public int size() {
        return calls.values().stream().mapToInt(KeyedStates::size).sum() + kept.get();
    }
}
