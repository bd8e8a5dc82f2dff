package io.gatehouse.gateway.tasks;

import io.gatehouse.protocol.Request;

/// A request of a client that waits for the result of its task, and can put the task's questions to the client.
public interface TaskAsker {
    /// Whether its client declared what the question needs.
    boolean takes(Request question);

    /// Puts a question to the client. What becomes of it is told with [ExperimentalTask#answer] or
    /// [ExperimentalTask#putBack].
    void put(String key, Request question);
}
