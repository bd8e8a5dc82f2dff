package io.gatehouse.gateway.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What stands on the way of everything that is asked, whatever protocol asks.
///
/// @param policies are asked in this order until one denies
/// @param journal notes what may have effects, or null where nothing is noted
/// @param limits how much may be used, or null where nothing is limited
public record Guard(
        List<Policy> policies,
        @Nullable Journal journal,
        @Nullable Limits limits) {
    /// Everything may go on, and nothing is noted.
    public static final Guard NONE = new Guard(List.of(), null);

    public Guard {
        policies = List.copyOf(policies);
    }

    /// One that limits nothing.
    public Guard(List<Policy> policies, @Nullable Journal journal) {
        this(policies, journal, null);
    }

    /// The step that decides.
    public Step<Passage> decide() {
        return deciding(policies);
    }

    /// The step that asks those policies only that may be asked again ([Policy#standing()]).
    public Step<Passage> admit() {
        return deciding(policies.stream().filter(Policy::standing).toList());
    }

    /// The step that asks the policies that [#admit()] does not ask.
    public Step<Passage> consider() {
        return deciding(policies.stream().filter(policy -> !policy.standing()).toList());
    }

    private static Step<Passage> deciding(List<Policy> chosen) {
        return chosen.isEmpty() ? Step.NONE : new Decide(chosen);
    }

    /// The step that takes what limits on how often, and how often at the same time, give.
    public Step<Passage> take() {
        Limits used = limits;
        return used == null ? Step.NONE : new TakeCall(used);
    }

    /// The step that counts the values that limits on reach are about.
    public Step<Passage> reach() {
        Limits used = limits;
        return used == null ? Step.NONE : new CountReach(used);
    }

    /// How much may be used in a day or a month.
    public Quotas quotas() {
        return limits == null ? Quotas.NONE : limits.quotas();
    }

    /// The step that notes what may have effects.
    public Step<Passage> note() {
        Journal used = journal;
        return used == null ? Step.NONE : new Note(used);
    }
}
