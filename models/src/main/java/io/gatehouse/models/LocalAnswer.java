package io.gatehouse.models;

import io.gatehouse.http.BodyMode;
import io.gatehouse.http.Header;
import io.gatehouse.http.Headers;
import io.gatehouse.http.ResponseHandler;
import io.gatehouse.protocol.RequestId;

/// Errors that the gateway gives in the place of a provider.
final class LocalAnswer {
    private static final String JSON = "application/json";
    private static final String REQUEST_ID = "request-id";

    private LocalAnswer() {}

    /// Gives an error as an answer, on a thread of its own, as an answer may come only after the call was made.
    static void give(ResponseHandler answer, ApiError error) {
        Thread.ofVirtual().name("messages-error").start(() -> tell(answer, error));
    }

    private static void tell(ResponseHandler answer, ApiError error) {
        if (answer instanceof ErrorHandler whole) {
            whole.error(error, Headers.of(new Header("x-should-retry", "false")));
            return;
        }
        String id = RequestId.next();
        byte[] body = error.body(id);
        Headers headers = Headers.of(
                new Header("content-type", JSON),
                new Header("content-length", Integer.toString(body.length)),
                new Header(REQUEST_ID, id),
                new Header("x-should-retry", "false"));
        BodyMode mode = answer.head(error.status(), headers);
        switch (mode) {
            case WHOLE -> answer.whole(body);
            case PIECES -> {
                answer.piece(body);
                answer.end();
            }
            case EVENTS, DISCARD -> answer.end();
        }
    }
}
