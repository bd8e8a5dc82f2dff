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
}
