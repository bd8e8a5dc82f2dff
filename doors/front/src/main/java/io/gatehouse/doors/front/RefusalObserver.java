package io.gatehouse.doors.front;

import io.gatehouse.http.HttpExchange;
import io.gatehouse.protocol.Caller;
import org.jspecify.annotations.Nullable;

/// Hears of requests that were answered with an error. Runs on event loops and must not block.
@FunctionalInterface
public interface RefusalObserver {

    /// A request was answered with an error that its door does not tell of by itself.
    ///
    /// @param caller who sent it and from where; [Caller#ANONYMOUS] at an address when nobody is known
    /// @param status 400 to 599
    /// @param refusal why the request was not let in; null when it was, and its door or the listener refused it
    void refused(HttpExchange exchange, Caller caller, int status, @Nullable Refusal refusal);
}
