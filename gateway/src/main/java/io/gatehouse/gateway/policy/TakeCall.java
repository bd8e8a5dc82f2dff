package io.gatehouse.gateway.policy;

import io.gatehouse.policy.Claim;
import io.gatehouse.policy.Taken.Granted;
import io.gatehouse.policy.Taken.Refused;
import io.gatehouse.policy.UseKind;
import java.util.List;

/// Takes a token and a place of each limit that covers what is asked; without them it does not go on. The place is held
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
        List<Claim> claims = limits.claims(passage, kind, !passage.resumes());
        if (claims.isEmpty()) {
            return true;
        }
        limits.counters().take(claims, taken -> {
            switch (taken) {
                case Granted granted -> {
                    passage.holds(granted.permit());
                    passage.resume();
                }
                case Refused refused -> limits.deny(passage, refused, LimitText.ofCalls(claims, refused, kind));
            }
        });
        return false;
    }
}
