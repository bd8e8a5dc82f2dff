package io.gatehouse.gateway.usage;

import io.gatehouse.policy.CallLimit;
import io.gatehouse.policy.Claim;
import io.gatehouse.policy.Per;
import io.gatehouse.policy.Rate;
import io.gatehouse.store.counts.Bucket;
import io.gatehouse.store.counts.TokenAsk;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The leases of this gateway, by limit and key. Their number is bounded.
final class Leases {
    /// How many keys one limit may have at once.
    private static final int MOST_KEYS = 200_000;
    /// Tokens that nobody uses for this time are given back.
    private static final Duration UNUSED = Duration.ofSeconds(5);
    /// A lease takes at least what comes in this time.
    private static final Duration LEAST = Duration.ofMillis(100);

    private final int percent;
    private final Map<Scope, Map<Object, Lease>> all = new ConcurrentHashMap<>();

    record Scope(String limit, Set<Per> per) {}

    /// A lease that may have to be asked about.
    ///
    /// @param limit that it is of
    /// @param key what its count is known by
    record Held(Lease lease, CallLimit limit, Object key) {}

    /// @param percent how much of a limit is taken in advance
    Leases(int percent) {
        this.percent = percent;
    }

    /// The lease that a claim takes a token of; null when there is no room for another.
    @Nullable
    Held of(Claim claim, Rate rate, long now) {
        CallLimit limit = claim.limit();
        Map<Object, Lease> keys =
                all.computeIfAbsent(new Scope(limit.name(), limit.per()), scope -> new ConcurrentHashMap<>());
        Lease lease = keys.get(claim.key());
        if (lease == null) {
            if (keys.size() >= MOST_KEYS) {
                return null;
            }
            lease = keys.computeIfAbsent(claim.key(), key -> new Lease(rate, now));
        }
        return new Held(lease, limit, claim.key());
    }

    /// How many tokens of a limit are taken at once; 1 or more.
    int size(CallLimit limit, Rate rate) {
        if (limit.exact()) {
            return 1;
        }
        double soon = (double) rate.calls() * LEAST.toNanos() / rate.every().toNanos();
        double part = (double) rate.calls() * percent / 100;
        return (int) Math.clamp(percent == 0 ? 1 : Math.max(soon, part), 1, rate.burst());
    }

    /// What is asked for a lease.
    TokenAsk ask(Held held) {
        Rate rate = held.lease().rate();
        int advance = held.limit().exact() ? 0 : size(held.limit(), rate);
        return new TokenAsk(
                bucket(held.limit().name(), held.limit().per(), held.key(), rate),
                Math.max(1, held.lease().wanted(advance)));
    }

    private static Bucket bucket(String limit, Set<Per> per, Object key, Rate rate) {
        return new Bucket(
                KeyName.of(limit, per.stream().sorted().toList().toString(), key),
                rate.calls(),
                Math.max(1, rate.every().toNanos() / 1_000),
                rate.burst());
    }

    /// Takes out the tokens that are not used, to give them back, and forgets leases that say nothing.
    List<TokenAsk> unused(long now) {
        return returned(now - UNUSED.toNanos(), now);
    }

    /// Takes out all tokens, to give them back.
    List<TokenAsk> rest(long now) {
        return returned(now, now);
    }

    private List<TokenAsk> returned(long since, long now) {
        List<TokenAsk> asks = new ArrayList<>();
        all.forEach((scope, keys) -> keys.forEach((key, lease) -> {
            int tokens = lease.unused(since);
            if (tokens > 0) {
                asks.add(new TokenAsk(bucket(scope.limit(), scope.per(), key, lease.rate()), -tokens));
            } else if (lease.drop(since, now)) {
                keys.remove(key, lease);
            }
        }));
        return asks;
    }
}
