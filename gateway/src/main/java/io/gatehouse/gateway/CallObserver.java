package io.gatehouse.gateway;

/// Is told of every call once it has ended, on the thread that ended it; must be quick and never throw.
public interface CallObserver {
    void ended(CallRecord call);

    /// Nobody listens.
    CallObserver NONE = call -> {};
}
