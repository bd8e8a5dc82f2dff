package io.gatehouse.gateway.policy;

import io.gatehouse.gateway.policy.Quotas.Wanted;
import io.gatehouse.policy.Claim;
import io.gatehouse.policy.Permit;
import io.gatehouse.policy.Taken.Granted;
import io.gatehouse.policy.Taken.Refused;
import io.gatehouse.policy.UseKind;
import java.util.List;
import java.util.Objects;

/// Takes a place among all calls in flight, and a token and a place of each limit that covers what is asked; without
/// them it does not go on. The place is held
/// until the passage ends.
final class TakeCall implements Step<Passage> {
    private final Limits limits;

    TakeCall(Limits limits) {
        this.limits = limits;
    }

    @Override
    public boolean take(Passage passage) {
        UseKind kind = passage.counts();
        if (kind == null) {
            return true;
        }
        Permit place = limits.enter(passage);
        if (place == null) {
            limits.overloaded(passage);
            return false;
        }
        boolean counts = !passage.resumes();
        // Requests to models are counted one by one where they are sent, when it is known what each may use.
        boolean counted = counts && kind != UseKind.MODEL && limits.quotas().covers(kind);
        List<Claim> claims = limits.claims(passage, kind, counts);
        if (claims.isEmpty() && !counted) {
            passage.holds(place);
            return true;
        }
        limits.counters().take(claims, taken -> {
            switch (taken) {
                case Granted granted when counted -> count(passage, kind, both(place, granted.permit()));
                case Granted granted -> go(passage, both(place, granted.permit()));
                case Refused refused -> {
                    place.release();
                    limits.deny(passage, refused, LimitText.ofCalls(claims, refused, kind));
                }
            }
        });
        return false;
    }

    private static Permit both(Permit place, Permit more) {
        return more == Permit.NONE
                ? place
                : () -> {
                    place.release();
                    more.release();
                };
    }

    private static void go(Passage passage, Permit taken) {
        passage.holds(taken);
        passage.resume();
    }

    /// Counts it for the quotas that cover it.
    private void count(Passage passage, UseKind kind, Permit taken) {
        String server = Objects.requireNonNullElse(passage.server(), "");
        Wanted wanted = new Wanted(passage.caller(), kind, server, passage.names(), UsedAmounts.CALL);
        limits.quotas().take(wanted, answer -> {
            switch (answer) {
                case Quotas.Granted counted -> go(passage, taken);
                case Quotas.Refused refused -> {
                    taken.release();
                    limits.deny(passage, refused);
                }
            }
        });
    }
}
