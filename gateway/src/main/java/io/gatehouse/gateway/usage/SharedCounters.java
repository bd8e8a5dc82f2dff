package io.gatehouse.gateway.usage;

import io.gatehouse.gateway.usage.Leases.Held;
import io.gatehouse.policy.CallLimit;
import io.gatehouse.policy.Claim;
import io.gatehouse.policy.Counters;
import io.gatehouse.policy.LocalCounters;
import io.gatehouse.policy.Permit;
import io.gatehouse.policy.Rate;
import io.gatehouse.policy.Taken;
import io.gatehouse.policy.Taken.Granted;
import io.gatehouse.policy.Taken.Refused;
import io.gatehouse.policy.Taken.Why;
import io.gatehouse.policy.Touch;
import io.gatehouse.store.counts.CountsAwayException;
import io.gatehouse.store.counts.TokenAsk;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// Counts together with other gateways. Tokens are taken in advance, so that a call that finds one at hand waits for
/// nobody; places among those that run at the same time are counted by each gateway for itself.
public final class SharedCounters implements Counters, AutoCloseable {
    private static final Duration FULL_WAIT = Duration.ofSeconds(30);
    private static final int MOST_AT_ONCE = 256;

    private final LocalCounters local;
    private final CountsLink link;
    private final LongSupplier clock;
    private final Leases leases;
    private final TokenFetcher fetcher;
    private final SharedReach reach;

    /// @param local counts places, and what is used while the shared counts are away
    /// @param percent how much of a limit is taken in advance, from 0 to 100
    /// @param clock in nanoseconds, as [System#nanoTime()]
    public SharedCounters(LocalCounters local, CountsLink link, int percent, LongSupplier clock) {
        this.local = local;
        this.link = link;
        this.clock = clock;
        this.leases = new Leases(percent);
        this.fetcher = new TokenFetcher(leases, link, clock);
        this.reach = new SharedReach(local, link);
        fetcher.start();
    }

    @Override
    public void take(List<Claim> claims, Consumer<Taken> taken) {
        Taken places = places(claims);
        if (!(places instanceof Granted granted) || !counts(claims)) {
            taken.accept(places);
        } else if (link.away()) {
            taken.accept(share(claims, granted.permit()));
        } else {
            tokens(claims, granted, taken);
        }
    }

    private static boolean counts(List<Claim> claims) {
        for (Claim claim : claims) {
            if (claim.counts() && claim.limit().rate() != null) {
                return true;
            }
        }
        return false;
    }

    private Taken places(List<Claim> claims) {
        List<Claim> some = List.of();
        for (Claim claim : claims) {
            if (claim.limit().concurrent() > 0) {
                some = some.isEmpty() ? new ArrayList<>(claims.size()) : some;
                some.add(new Claim(claim.limit(), claim.key(), false));
            }
        }
        return some.isEmpty() ? new Granted(Permit.NONE) : local.take(some);
    }

    /// Takes a token of each limit: at once, if all are at hand.
    private void tokens(List<Claim> claims, Granted places, Consumer<Taken> taken) {
        long now = clock.getAsLong();
        TokenRound round = new TokenRound(places, taken, () -> share(claims, places.permit()));
        List<Held> unknown = List.of();
        for (Claim claim : claims) {
            CallLimit limit = claim.limit();
            Rate rate = limit.rate();
            if (!claim.counts() || rate == null) {
                continue;
            }
            Held held = leases.of(claim, rate, now);
            long answer = held == null ? Lease.UNKNOWN : held.lease().take(rate, limit.exact(), now);
            while (held != null && answer == Lease.DROPPED) {
                held = leases.of(claim, rate, now);
                answer = held == null ? Lease.UNKNOWN : held.lease().take(rate, limit.exact(), now);
            }
            if (held == null) {
                round.refused(new Refused(limit.name(), Why.FULL, FULL_WAIT));
            } else if (answer == Lease.TAKEN) {
                round.took(held.lease());
                if (held.lease().runsLow(leases.size(limit, rate), now)) {
                    fetcher.ask(held);
                }
            } else if (answer == Lease.UNKNOWN) {
                unknown = unknown.isEmpty() ? new ArrayList<>(claims.size()) : unknown;
                unknown.add(held);
            } else {
                round.refused(new Refused(limit.name(), Why.RATE, Duration.ofNanos(answer)));
            }
        }
        round.await(unknown, fetcher);
    }

    /// Takes tokens of this gateway's share of each limit.
    private Taken share(List<Claim> claims, Permit places) {
        List<Claim> shares = new ArrayList<>(claims.size());
        for (Claim claim : claims) {
            Rate rate = claim.limit().rate();
            if (claim.counts() && rate != null) {
                shares.add(new Claim(share(claim.limit(), rate), claim.key(), true));
            }
        }
        Taken taken = local.take(shares);
        if (taken instanceof Refused) {
            places.release();
            return taken;
        }
        return new Granted(places);
    }

    private CallLimit share(CallLimit limit, Rate rate) {
        int gateways = link.gateways();
        int calls = Math.max(1, rate.calls() / gateways);
        Rate part = new Rate(calls, rate.every(), Math.clamp(rate.burst() / gateways, 1, calls));
        return new CallLimit(limit.name(), limit.covered(), limit.per(), part, 0);
    }

    @Override
    public void touch(List<Touch> touches, Consumer<Taken> taken) {
        reach.touch(touches, taken);
    }

    /// Gives back what was taken in advance and not used. To be called every few seconds; it may take a while.
    public void sweep() {
        give(leases.unused(clock.getAsLong()));
    }

    private void give(List<TokenAsk> returned) {
        for (int at = 0; at < returned.size(); at += MOST_AT_ONCE) {
            List<TokenAsk> some = returned.subList(at, Math.min(returned.size(), at + MOST_AT_ONCE));
            try {
                link.ask(counts -> counts.take(some));
            } catch (CountsAwayException away) {
                // They come back as the buckets fill.
                return;
            }
        }
    }

    /// Gives back what was taken in advance, and ends.
    @Override
    public void close() {
        fetcher.close();
        give(leases.rest(clock.getAsLong()));
    }
}
