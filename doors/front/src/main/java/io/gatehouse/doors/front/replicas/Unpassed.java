package io.gatehouse.doors.front.replicas;

import io.gatehouse.http.EventStream;

/// What is done about a request that was passed and not answered. One method at most is called, on the event loop of
/// the client.
public interface Unpassed {
    /// The other replica does not have it: nothing has happened.
    void unsent();

    /// The other replica takes no new work: nothing has happened.
    void stopping();

    /// The other replica may have it, and the client has got nothing of an answer.
    void lost();

    /// The answer broke off in the middle of an event stream, which is still open.
    void broken(EventStream stream);

    /// The answer is complete, or the client has left.
    default void over() {}
}
