package io.gatehouse.gateway.policy;

import java.util.function.Consumer;

/// Decides whether something may go on: by who asks, what for, and with which arguments. It may have to wait for
/// its decision (for a shared limit, for a person), but must not block.
@FunctionalInterface
public interface Policy {
    /// Decides.
    ///
    /// @param decided takes the decision exactly once: before this method returns, or later on any thread
    void decide(Asked asked, Consumer<Decision> decided);

    /// Whether it decides at once, by who asks and what for alone. Such a one is asked again about a call that goes on
    /// after its client has answered something; the others are not, so that nobody has to agree twice.
    default boolean standing() {
        return false;
    }
}
