package io.gatehouse.doors.messages.api;

import io.gatehouse.doors.front.Visitor;
import io.gatehouse.protocol.Caller;
import java.util.function.Supplier;

/// Begins what is told of requests.
///
/// @param observer is told of each request that has ended
/// @param prices what models cost, asked for each request
public record RequestLogs(RequestObserver observer, Supplier<Prices> prices) {

    /// Begins with a request that has just come in.
    ///
    /// @param id the `request-id` that the client is told
    /// @param path the path without its query
    public RequestLog begin(String id, String path, Visitor visitor) {
        return new RequestLog(observer, prices.get(), visitor::operator, id, visitor.caller(), path);
    }

    /// Begins with a request that is refused.
    ///
    /// @param caller who sent it; [Caller#ANONYMOUS] when nobody is known
    public RequestLog begin(String id, String path, Caller caller) {
        return new RequestLog(observer, prices.get(), () -> false, id, caller, path);
    }
}
