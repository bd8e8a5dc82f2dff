package io.gatehouse.gateway.policy;

import io.gatehouse.gateway.policy.Decision.Denied;
import java.util.List;

/// Asks each policy in turn; the first that denies decides.
final class Decide implements Step<Passage> {
    private final List<Policy> policies;

    Decide(List<Policy> policies) {
        this.policies = policies;
    }

    @Override
    public boolean take(Passage passage) {
        ask(passage, 0, Decision.ALLOWED);
        return false;
    }

    /// @param before what the policies before have decided together
    private void ask(Passage passage, int next, Decision before) {
        if (next == policies.size()) {
            passage.decided(before);
            passage.resume();
            return;
        }
        try {
            policies.get(next).decide(passage, decision -> {
                switch (decision) {
                    case Denied denied -> passage.decided(denied);
                    case Decision.Allowed allowed -> ask(passage, next + 1, before);
                    case Decision.Narrowed narrowed -> {
                        passage.narrow(narrowed.arguments());
                        ask(passage, next + 1, narrowed);
                    }
                    case Decision.Demanding demanding -> {
                        passage.demand(demanding.requirement());
                        if (!demanding.arguments().isEmpty()) {
                            passage.narrow(demanding.arguments());
                        }
                        ask(passage, next + 1, demanding);
                    }
                    case Decision.Agreed agreed -> ask(passage, next + 1, agreed);
                }
            });
        } catch (RuntimeException | Error broken) {
            passage.broken(broken);
        }
    }
}
