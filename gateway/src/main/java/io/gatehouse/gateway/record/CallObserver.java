package io.gatehouse.gateway.record;

/// Is told of everything that was asked once it has ended, before it is answered, on the thread that ended it; must be
/// quick and never throw.
public interface CallObserver {
    /// Something that was asked has ended.
    void ended(CallRecord call);

    /// Nobody listens.
    CallObserver NONE = call -> {};
}
