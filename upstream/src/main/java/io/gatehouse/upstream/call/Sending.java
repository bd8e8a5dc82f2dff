package io.gatehouse.upstream.call;

/// A request that was sent and not yet answered.
public interface Sending {
    /// Tells the server that nobody waits any more, as its revision has it; nothing more is heard. Any
    /// thread.
    void cancel(String reason);

    /// Lets the deadline stand still, because the client of the call is asked something.
    void hold();

    /// Lets the deadline go on after [#hold()].
    void release();
}
