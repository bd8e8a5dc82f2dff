package io.gatehouse.doors.messages.api;

import io.gatehouse.http.HttpExchange;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// Begins what is told of requests.
///
/// @param observer is told of each request that has ended
/// @param prices what models cost, asked for each request
/// @param operators whether a request comes from somebody who runs the gateway
public record RequestLogs(RequestObserver observer, Supplier<Prices> prices, Predicate<HttpExchange> operators) {

    /// Begins with a request that has just come.
    ///
    /// @param id the `request-id` that the client is told
    /// @param path the path without its query
    public RequestLog begin(HttpExchange exchange, String id, String caller, String path) {
        return new RequestLog(observer, prices.get(), () -> operators.test(exchange), id, caller, path);
    }
}
