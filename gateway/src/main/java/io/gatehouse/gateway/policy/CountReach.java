package io.gatehouse.gateway.policy;

import io.gatehouse.policy.Taken.Granted;
import io.gatehouse.policy.Taken.Refused;
import io.gatehouse.policy.Touch;
import io.gatehouse.policy.UnfitValuesException;
import io.gatehouse.policy.UseKind;
import io.gatehouse.protocol.Failure.Category;
import java.util.List;

/// Counts the values of arguments that limits on reach are about. Arguments that can be read in two ways are refused.
final class CountReach implements Step<Passage> {
    private final Limits limits;

    CountReach(Limits limits) {
        this.limits = limits;
    }

    @Override
    public boolean take(Passage passage) {
        UseKind kind = passage.counts();
        List<Touch> touches;
        try {
            touches = kind == null ? List.of() : limits.touches(passage, kind);
        } catch (UnfitValuesException unfit) {
            limits.refused().accept(unfit.limit());
            passage.decided(new Decision.Denied(
                    "limit " + unfit.limit(), Category.VALIDATION, String.valueOf(unfit.getMessage())));
            return false;
        }
        if (touches.isEmpty()) {
            return true;
        }
        limits.counters().touch(touches, taken -> {
            switch (taken) {
                case Granted granted -> passage.resume();
                case Refused refused -> limits.deny(passage, refused, LimitText.ofReach(touches, refused));
            }
        });
        return false;
    }
}
