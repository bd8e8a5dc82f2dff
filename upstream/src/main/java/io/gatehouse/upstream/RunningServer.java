package io.gatehouse.upstream;

import io.gatehouse.protocol.Caller;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/// A configured server that [Upstreams] begins and ends.
interface RunningServer extends Upstream {
    /// Begins with what is known from before.
    void start();

    /// It is replaced or removed: calls in flight go on, but nobody hears of it any more and no file is written.
    void retire();

    /// Ends the sessions that some callers have for themselves; calls in flight there fail.
    void endSessions(Predicate<Caller> gone);

    /// Calls in flight.
    int inFlight();

    /// Ends everything; calls in flight fail.
    ///
    /// @return completes when it has ended
    CompletableFuture<Void> close();
}
