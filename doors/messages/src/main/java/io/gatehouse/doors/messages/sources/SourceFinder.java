package io.gatehouse.doors.messages.sources;

import io.gatehouse.doors.messages.translation.ServerRequest;
import io.gatehouse.models.ApiException;
import io.gatehouse.protocol.Caller;
import org.jspecify.annotations.Nullable;

/// Finds the server that a request means, as [Sources] does.
@FunctionalInterface
public interface SourceFinder {
    /// The server for one request.
    ///
    /// @param requestId by which the answer and the log speak of the request
    /// @param sampler the model of the request
    /// @throws ApiException if the request may not use it
    ToolSource resolve(ServerRequest server, Caller caller, String requestId, @Nullable Sampler sampler)
            throws ApiException;
}
