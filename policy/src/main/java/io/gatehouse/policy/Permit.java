package io.gatehouse.policy;

/// What was taken for something that runs.
@FunctionalInterface
public interface Permit {
    /// Nothing was taken.
    Permit NONE = () -> {};

    /// Gives it back, once it does not run any more. Only the first time counts.
    void release();
}
