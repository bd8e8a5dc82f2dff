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
        ask(passage, 0);
        return false;
    }

    private void ask(Passage passage, int next) {
        if (next == policies.size()) {
            passage.decided(Decision.ALLOWED);
            passage.resume();
            return;
        }
        try {
            policies.get(next).decide(passage, decision -> {
                switch (decision) {
                    case Denied denied -> passage.decided(denied);
                    case Decision.Allowed allowed -> ask(passage, next + 1);
                }
            });
        } catch (RuntimeException | Error broken) {
            passage.broken(broken);
        }
    }
}
