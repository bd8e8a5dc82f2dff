package io.gatehouse.gateway.usage;

import io.gatehouse.gateway.usage.Leases.Held;
import io.gatehouse.policy.Taken;
import io.gatehouse.policy.Taken.Granted;
import io.gatehouse.policy.Taken.Refused;
import io.gatehouse.policy.Taken.Why;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The tokens of several limits for one use: all of them, or none.
final class TokenRound {
    private final Granted places;
    private final Consumer<Taken> taken;
    private final Supplier<Taken> share;
    private final List<Lease> took = new ArrayList<>(4);
    private @Nullable Refused worst;
    private boolean away;
    private int left;

    /// @param places that were taken already
    /// @param taken hears what came of it
    /// @param share decides when nobody can be asked
    TokenRound(Granted places, Consumer<Taken> taken, Supplier<Taken> share) {
        this.places = places;
        this.taken = taken;
        this.share = share;
    }

    synchronized void took(Lease lease) {
        took.add(lease);
    }

    /// Keeps the refusal with the longest wait.
    synchronized void refused(Refused refused) {
        if (worst == null || refused.retryAfter().compareTo(worst.retryAfter()) > 0) {
            worst = refused;
        }
    }

    /// Waits for tokens of these leases, and ends; where a token was refused already, nothing is waited for.
    void await(List<Held> unknown, TokenFetcher fetcher) {
        synchronized (this) {
            left = worst == null ? unknown.size() : 0;
        }
        if (left == 0) {
            end();
            return;
        }
        for (Held held : unknown) {
            if (held.lease().await(waiter(held))) {
                fetcher.ask(held);
            }
        }
    }

    private Lease.Waiter waiter(Held held) {
        return new Lease.Waiter() {
            @Override
            public void granted() {
                took(held.lease());
                heard();
            }

            @Override
            public void refused(long nanos) {
                TokenRound.this.refused(new Refused(held.limit().name(), Why.RATE, Duration.ofNanos(nanos)));
                heard();
            }

            @Override
            public void away() {
                synchronized (TokenRound.this) {
                    away = true;
                }
                heard();
            }
        };
    }

    private void heard() {
        boolean last;
        synchronized (this) {
            left--;
            last = left == 0;
        }
        if (last) {
            end();
        }
    }

    private void end() {
        Refused refused;
        boolean alone;
        synchronized (this) {
            refused = worst;
            alone = away;
        }
        if (refused == null && !alone) {
            taken.accept(places);
            return;
        }
        took.forEach(Lease::undo);
        if (refused == null) {
            taken.accept(share.get());
        } else {
            places.permit().release();
            taken.accept(refused);
        }
    }
}
