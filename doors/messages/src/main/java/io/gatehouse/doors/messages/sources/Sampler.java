package io.gatehouse.doors.messages.sources;

import io.gatehouse.models.ApiException;
import tools.jackson.databind.node.ObjectNode;

/// Asks the model of a request on behalf of an MCP server that samples in the middle of a tool call.
@FunctionalInterface
public interface Sampler {

    /// Blocks; interrupted when the call is cancelled.
    ///
    /// @param body of a request to the Messages API, without `model` and `stream`
    /// @return the whole message
    /// @throws ApiException when there is none; its message is for the server
    ObjectNode sample(ObjectNode body) throws ApiException, InterruptedException;
}
