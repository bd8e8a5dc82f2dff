package io.gatehouse.gateway.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What stands on the way of everything that is asked, whatever protocol asks.
///
/// @param policies are asked in this order until one denies
/// @param journal notes what may have effects, or null where nothing is noted
public record Guard(List<Policy> policies, @Nullable Journal journal) {
    /// Everything may go on, and nothing is noted.
    public static final Guard NONE = new Guard(List.of(), null);

    public Guard {
        policies = List.copyOf(policies);
    }

    /// The step that decides.
    public Step<Passage> decide() {
        return policies.isEmpty() ? Step.NONE : new Decide(policies);
    }

    /// The step that notes what may have effects.
    public Step<Passage> note() {
        Journal used = journal;
        return used == null ? Step.NONE : new Note(used);
    }
}
