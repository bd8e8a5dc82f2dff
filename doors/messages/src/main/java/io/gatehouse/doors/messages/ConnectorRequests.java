package io.gatehouse.doors.messages;

import io.gatehouse.http.HttpExchange;
import io.gatehouse.protocol.Caller;

/// Answers requests that name MCP servers. Each method is called on a virtual thread of its own and may block until the
/// answer is complete.
interface ConnectorRequests {

    /// `POST /v1/messages`: runs the tool loop and answers.
    ///
    /// @param requestId what the answer's header `request-id` has to say; it is not added yet
    void handle(HttpExchange exchange, Caller caller, String requestId, byte[] body, RequestHeaders headers);

    /// `POST /v1/messages/count_tokens`: counts what the model would be sent.
    void countTokens(HttpExchange exchange, Caller caller, String requestId, byte[] body, RequestHeaders headers);
}
