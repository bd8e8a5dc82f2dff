package io.gatehouse.gateway.policy;

import java.util.List;
import java.util.stream.Stream;

/// Steps in their order. Those that have nothing to do in this gateway are left out, so that they cost nothing.
///
/// @param <P> what takes the steps
public final class Way<P extends Passage> {
    private final List<Step<? super P>> steps;

    private Way(List<Step<? super P>> steps) {
        this.steps = steps;
    }

    /// A way of these steps without [Step#NONE].
    @SafeVarargs
    public static <P extends Passage> Way<P> of(Step<? super P>... steps) {
        return new Way<>(
                Stream.of(steps).filter(step -> !step.equals(Step.NONE)).toList());
    }

    /// Lets a passage take the steps from the first on.
    public void enter(P passage) {
        take(passage, 0);
    }

    private void take(P passage, int first) {
        try {
            for (int at = first; at < steps.size(); at++) {
                int next = at + 1;
                passage.waits(this, next);
                if (!steps.get(at).take(passage)) {
                    return;
                }
            }
        } catch (RuntimeException | Error broken) {
            passage.broken(broken);
        }
    }

    /// Goes on with a passage of this way.
    @SuppressWarnings("unchecked")
    static void resume(Way<?> way, Passage passage, int next) {
        ((Way<Passage>) way).take(passage, next);
    }
}
