package io.gatehouse.gateway.usage;

import io.gatehouse.policy.Rate;
import io.gatehouse.store.counts.TokenGrant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/// Tokens of one bucket that this gateway has taken in advance, and who waits for more. One question about it is under
/// way at a time.
final class Lease {
    /// A use took a token.
    static final long TAKEN = 0;
    /// Whether there is a token has to be asked.
    static final long UNKNOWN = -1;
    /// The lease is not used any more; there is another one for its key.
    static final long DROPPED = -2;

    private static final long NANOS = 1_000;

    private Rate rate;
    private int tokens;
    private boolean asking;
    private boolean dropped;
    /// Until when the shared bucket is known to be empty, and when a token was used last.
    private long emptyUntil;
    private long used;
    private @Nullable Queue<Waiter> waiters;

    /// Somebody who waits for a token. Hears once.
    interface Waiter {
        void granted();

        /// @param nanos in how many there may be a token
        void refused(long nanos);

        /// Nobody can be asked now.
        void away();
    }

    Lease(Rate rate, long now) {
        this.rate = rate;
        this.used = now;
        this.emptyUntil = now;
    }

    /// Takes a token that is at hand.
    ///
    /// @param exact whether what was heard before does not count
    /// @return [#TAKEN], [#UNKNOWN], [#DROPPED], or in how many nanoseconds there may be a token
    synchronized long take(Rate current, boolean exact, long now) {
        if (dropped) {
            return DROPPED;
        }
        rate = current;
        used = now;
        if (tokens > 0) {
            tokens--;
            return TAKEN;
        }
        return !exact && emptyUntil > now ? emptyUntil - now : UNKNOWN;
    }

    /// Whether more should be asked for in advance; whoever hears so asks.
    synchronized boolean runsLow(int size, long now) {
        if (size < 2 || asking || dropped || tokens > size / 2 || emptyUntil > now) {
            return false;
        }
        asking = true;
        return true;
    }

    /// Waits for a token.
    ///
    /// @return whether the caller has to ask
    synchronized boolean await(Waiter waiter) {
        Queue<Waiter> all = waiters;
        if (all == null) {
            all = new ArrayDeque<>(2);
            waiters = all;
        }
        all.add(waiter);
        boolean first = !asking;
        asking = true;
        return first;
    }

    /// How many tokens to ask for.
    ///
    /// @param size how many are taken in advance; 0 for none
    synchronized int wanted(int size) {
        return Math.min(rate.burst(), Math.max(size, waiting()));
    }

    private int waiting() {
        return waiters == null ? 0 : waiters.size();
    }

    synchronized Rate rate() {
        return rate;
    }

    /// Takes what came of asking.
    ///
    /// @param tell gets what those that waited are to be told, outside of all locks
    /// @return whether to ask again, because more are waiting than tokens came
    synchronized boolean received(TokenGrant grant, long now, List<Runnable> tell) {
        tokens += grant.granted();
        while (tokens > 0 && waiting() > 0) {
            tokens--;
            tell.add(next()::granted);
        }
        if (grant.granted() == 0) {
            long nanos = grant.waitMicros() * NANOS;
            emptyUntil = now + nanos;
            all().forEach(waiter -> tell.add(() -> waiter.refused(nanos)));
        }
        asking = waiting() > 0;
        return asking;
    }

    /// Nobody could be asked.
    synchronized void failed(List<Runnable> tell) {
        asking = false;
        all().forEach(waiter -> tell.add(waiter::away));
    }

    private Waiter next() {
        Queue<Waiter> waiting = waiters;
        if (waiting == null) {
            throw new IllegalStateException("nobody waits");
        }
        return waiting.remove();
    }

    private List<Waiter> all() {
        List<Waiter> waiting = waiters == null ? List.of() : new ArrayList<>(waiters);
        waiters = null;
        return waiting;
    }

    /// A use that took a token does not take place.
    synchronized void undo() {
        tokens++;
        emptyUntil = Math.min(emptyUntil, used);
    }

    /// Gives away the tokens that nobody has used for a while; 0 for none.
    ///
    /// @param since the time since when
    synchronized int unused(long since) {
        if (asking || used - since > 0) {
            return 0;
        }
        int given = tokens;
        tokens = 0;
        return given;
    }

    /// Whether it says nothing and was not used for a while; then it is not used any more.
    ///
    /// @param since the time since when
    synchronized boolean drop(long since, long now) {
        dropped = tokens == 0 && !asking && used - since <= 0 && emptyUntil <= now;
        return dropped;
    }
}
