package io.gatehouse.doors.messages.loop;

import io.gatehouse.doors.front.InFlight;
import io.gatehouse.models.ApiError;

/// The thread that answers one request with MCP: interrupted when the client leaves, or when the gateway stops.
final class RequestThread implements InFlight.Task {
    private final Thread thread = Thread.currentThread();
    private volatile boolean stopped;

    /// Whether it was interrupted because the gateway stops, and not because its client left.
    boolean stopped() {
        return stopped;
    }

    @Override
    public void stop() {
        stopped = true;
        thread.interrupt();
    }

    /// Nobody wants the answer any more.
    void leave() {
        thread.interrupt();
    }

    /// What the client is told when the gateway has stopped.
    static ModelFailure failure() {
        return ModelFailure.of(ApiError.overloaded("The gateway stopped before this request was answered."));
    }
}
