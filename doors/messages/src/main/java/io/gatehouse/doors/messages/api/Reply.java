package io.gatehouse.doors.messages.api;

import io.gatehouse.http.HttpExchange;
import io.gatehouse.models.ApiError;

/// The way back to the client of one request.
///
/// @param id the `request-id` that the client is told unless a provider gives its own
public record Reply(HttpExchange exchange, String id, RequestLog log) {

    /// Answers an error of the gateway's own.
    public void error(ApiError error) {
        ApiError shown = log.refused(error);
        log.end(error.status(), error.type());
        Answers.error(exchange, shown, id);
    }

    /// Answers 200 with JSON.
    public void json(byte[] body) {
        log.end(200, "ok");
        exchange.responseHeader(Answers.REQUEST_ID, id);
        exchange.respond(200, Answers.JSON, body);
    }
}
