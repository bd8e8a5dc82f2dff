package io.gatehouse.doors.messages.api;

import java.util.function.Supplier;

/// Begins what is told of requests.
///
/// @param observer is told of each request that has ended
/// @param prices what models cost, asked for each request
public record RequestLogs(RequestObserver observer, Supplier<Prices> prices) {

    /// Begins with a request that has just come.
    ///
    /// @param id the `request-id` that the client is told
    public RequestLog begin(String id, String caller, String path) {
        return new RequestLog(observer, prices.get(), id, caller, path);
    }
}
