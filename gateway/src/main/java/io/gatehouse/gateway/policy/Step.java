package io.gatehouse.gateway.policy;

/// One step on the way of everything that is asked.
///
/// @param <P> what takes the step
@FunctionalInterface
public interface Step<P extends Passage> {
    /// Nothing to do: a [Way] leaves it out.
    Step<Passage> NONE = passage -> true;

    /// Takes one passage a step on.
    ///
    /// @return whether it goes on at once. When not, this step has ended the passage, or resumes it later
    boolean take(P passage);
}
