package io.gatehouse.policy;

import io.gatehouse.policy.Taken.Why;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How much of one limit is used for one key. The bucket of tokens is one number (the generic cell rate algorithm), so
/// that many callers take little memory.
final class CallCount extends KeyedStates.State {
    /// When to try again where that depends on others.
    private static final Duration SOON = Duration.ofSeconds(1);

    /// When the bucket is full again, in nanoseconds.
    private long full;
    private int running;

    @Override
    boolean idle(long now) {
        return running == 0 && full <= now;
    }

    /// Takes what a claim needs; null when it could.
    Taken.@Nullable Refused take(Claim claim, long now) {
        CallLimit limit = claim.limit();
        if (limit.concurrent() > 0 && running >= limit.concurrent()) {
            return new Taken.Refused(limit.name(), Why.CONCURRENT, SOON);
        }
        Rate rate = claim.counts() ? limit.rate() : null;
        if (rate != null) {
            // Where the rate was changed, the bucket may be emptier than it can be now.
            long lowest = now + rate.tolerance() + rate.interval();
            full = Math.clamp(full, now, lowest);
            long wait = full - now - rate.tolerance();
            if (wait > 0) {
                return new Taken.Refused(limit.name(), Why.RATE, Duration.ofNanos(wait));
            }
            full += rate.interval();
        }
        if (limit.concurrent() > 0) {
            running++;
        }
        return null;
    }

    /// What claimed so much has ended.
    synchronized void end() {
        running--;
    }

    /// Takes a claim back that was met.
    void undo(Claim claim) {
        Rate rate = claim.counts() ? claim.limit().rate() : null;
        if (rate != null) {
            full -= rate.interval();
        }
        if (claim.limit().concurrent() > 0) {
            running--;
        }
    }
}
