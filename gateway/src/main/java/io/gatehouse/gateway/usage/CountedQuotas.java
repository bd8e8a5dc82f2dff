package io.gatehouse.gateway.usage;

import io.gatehouse.gateway.policy.Quotas;
import io.gatehouse.gateway.policy.UsedAmounts;
import io.gatehouse.gateway.usage.QuotaSum.Unit;
import io.gatehouse.policy.Quota;
import io.gatehouse.policy.UsageIndex;
import io.gatehouse.policy.Use;
import io.gatehouse.policy.UseKind;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.Failure.Category;
import io.gatehouse.store.counts.Charge;
import io.gatehouse.store.counts.CountsAwayException;
import io.gatehouse.store.counts.Sum;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Quotas that last: what is reserved is counted at once, and corrected afterwards. While what keeps the counts is
/// away,
/// everything passes for a minute and is counted later; then everything that a quota covers is refused.
public final class CountedQuotas implements Quotas, AutoCloseable {
    private static final Duration ALONE = Duration.ofMinutes(1);
    private static final Duration AWAY_WAIT = Duration.ofSeconds(10);
    private static final Duration FULL_WAIT = Duration.ofSeconds(1);
    private static final int MOST_DEBTS = 100_000;
    private static final int MOST_AT_ONCE = 64;

    private final Supplier<UsageIndex> usage;
    private final Function<Caller, List<String>> roles;
    private final CountsLink link;
    private final InstantSource clock;
    /// What was used and could not be counted yet.
    private final BlockingQueue<Charge> debts = new LinkedBlockingQueue<>(MOST_DEBTS);

    /// @param usage the quotas in force; asked for each use
    /// @param roles tells the names of a caller's roles
    public CountedQuotas(
            Supplier<UsageIndex> usage, Function<Caller, List<String>> roles, CountsLink link, InstantSource clock) {
        this.usage = usage;
        this.roles = roles;
        this.link = link;
        this.clock = clock;
    }

    @Override
    public boolean covers(UseKind kind) {
        return usage.get().usage().quotas().stream()
                .anyMatch(quota -> quota.covered().any(kind));
    }

    @Override
    public void take(Wanted wanted, Consumer<Answer> answer) {
        Instant now = clock.instant();
        List<QuotaSum> sums = sums(wanted, now);
        if (sums.isEmpty()) {
            answer.accept(new Granted(Reservation.NONE));
            return;
        }
        Quota unpriced = wanted.most().nanos() == null ? limitsCost(sums) : null;
        if (unpriced != null) {
            answer.accept(unpriced(unpriced, wanted));
        } else if (link.away()) {
            answer.accept(alone(sums));
        } else if (!link.later(() -> answer.accept(reserved(wanted, sums, now)))) {
            answer.accept(new Refused(
                    sums.getFirst().quota().name(),
                    Category.RATE_LIMIT,
                    "Too much waits to be counted, so nothing was sent. Try again in a moment.",
                    FULL_WAIT));
        }
    }

    private List<QuotaSum> sums(Wanted wanted, Instant now) {
        UsageIndex index = usage.get();
        if (index.usage().quotas().isEmpty()) {
            return List.of();
        }
        List<String> has = roles.apply(wanted.caller());
        Map<String, QuotaSum> sums = new LinkedHashMap<>();
        for (String name : wanted.names()) {
            Use use = new Use(wanted.kind(), wanted.caller().id(), null, wanted.server(), name);
            for (Quota quota : index.quotas(use, has)) {
                QuotaSum.of(quota, use, now).forEach(sum -> sums.putIfAbsent(sum.name(), sum));
            }
        }
        return List.copyOf(sums.values());
    }

    private static @Nullable Quota limitsCost(List<QuotaSum> sums) {
        return sums.stream()
                .filter(sum -> sum.unit() == Unit.COST)
                .map(QuotaSum::quota)
                .findFirst()
                .orElse(null);
    }

    private static Refused unpriced(Quota quota, Wanted wanted) {
        return new Refused(
                quota.name(),
                Category.VALIDATION,
                "model: the quota " + quota.name() + " limits the cost of requests, but "
                        + String.join(" or ", wanted.names()) + " has no price. Ask for a model that has one.",
                null);
    }

    private Answer reserved(Wanted wanted, List<QuotaSum> sums, Instant now) {
        List<Charge> charges =
                sums.stream().map(sum -> sum.reserve(wanted.most())).toList();
        Sum refused;
        try {
            refused = link.ask(counts -> Optional.ofNullable(counts.charge(charges)))
                    .orElse(null);
        } catch (CountsAwayException away) {
            return alone(sums);
        }
        if (refused == null) {
            return new Granted(new Held(sums, wanted.most()));
        }
        QuotaSum full = sums.stream()
                .filter(sum -> sum.name().equals(refused.name()))
                .findFirst()
                .orElseThrow();
        boolean model = wanted.kind() == UseKind.MODEL;
        long amount = full.unit().of(wanted.most());
        return new Refused(
                full.quota().name(),
                Category.RATE_LIMIT,
                QuotaText.of(full, refused.amount(), amount, model, now),
                Duration.between(now, full.ends()));
    }

    private Answer alone(List<QuotaSum> sums) {
        if (link.bridges(ALONE)) {
            return new Granted(new Held(sums, UsedAmounts.NOTHING));
        }
        return new Refused(
                sums.getFirst().quota().name(),
                Category.DOWNSTREAM,
                "The gateway cannot count what is used of the quota "
                        + sums.getFirst().quota().name() + " now, so nothing was sent. Try again in a moment.",
                AWAY_WAIT);
    }

    /// What is reserved, until it is settled.
    private final class Held implements Reservation {
        private final List<QuotaSum> sums;
        private final UsedAmounts reserved;
        private final AtomicBoolean settled = new AtomicBoolean();

        Held(List<QuotaSum> sums, UsedAmounts reserved) {
            this.sums = sums;
            this.reserved = reserved;
        }

        @Override
        public void settle(UsedAmounts used) {
            if (!settled.compareAndSet(false, true)) {
                return;
            }
            List<Charge> corrections = new ArrayList<>(sums.size());
            for (QuotaSum sum : sums) {
                long more = sum.unit().of(used) - sum.unit().of(reserved);
                if (more != 0) {
                    corrections.add(sum.add(more));
                }
            }
            if (!corrections.isEmpty() && (link.away() || !link.later(() -> correct(corrections)))) {
                owe(corrections);
            }
        }
    }

    private void correct(List<Charge> corrections) {
        try {
            link.ask(counts -> Optional.ofNullable(counts.charge(corrections)));
        } catch (CountsAwayException away) {
            owe(corrections);
        }
    }

    private void owe(List<Charge> corrections) {
        for (Charge each : corrections) {
            if (!debts.offer(each)) {
                return;
            }
        }
    }

    /// Counts what could not be counted before. To be called every few seconds; it may take a while.
    public void sweep() {
        List<Charge> some = new ArrayList<>();
        while (!link.away() && debts.drainTo(some, MOST_AT_ONCE) > 0) {
            Map<String, Charge> together = new LinkedHashMap<>();
            for (Charge each : some) {
                together.merge(
                        each.name(),
                        each,
                        (one, more) ->
                                new Charge(one.name(), one.amount() + more.amount(), one.most(), one.endsMillis()));
            }
            correct(List.copyOf(together.values()));
            some.clear();
        }
    }

    @Override
    public void close() {
        sweep();
    }
}
