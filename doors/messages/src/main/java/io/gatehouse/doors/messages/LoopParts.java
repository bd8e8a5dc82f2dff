package io.gatehouse.doors.messages;

import io.gatehouse.protocol.Caller;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What loops are made of, the same for all requests.
///
/// @param settings asked for each request
/// @param providers asked for each request
/// @param results what earlier results were for the model
record LoopParts(
        Supplier<MessagesSettings> settings,
        Supplier<Providers> providers,
        Finder sources,
        ResultStore results,
        RequestLogs logs) {

    /// Finds the server that a request means, as [Sources] does.
    @FunctionalInterface
    interface Finder {
        /// The server for one request.
        ///
        /// @param sampler the model of the request
        /// @throws ApiException if the request may not use it
        ToolSource resolve(ServerRequest server, Caller caller, @Nullable Sampler sampler) throws ApiException;
    }
}
