package io.gatehouse.doors.messages.api;

/// Is told of every request once it has ended, on the thread that ended it; must be quick and never throw.
@FunctionalInterface
public interface RequestObserver {
    void ended(RequestEntry request);

    /// Nobody listens.
    RequestObserver NONE = request -> {};
}
