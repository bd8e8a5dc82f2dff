package io.gatehouse.http;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.http.HttpServerRequest;

/// Answers to requests that are not well-formed or whose head is too large; their connection closes.
final class InvalidRequests {

    private InvalidRequests() {}

    static void answer(HttpServerRequest request, ServerConnection connection) {
        Throwable cause = request.decoderResult().cause();
        int status;
        String message;
        if (cause instanceof TooLongHttpLineException) {
            status = 414;
            message = "the address is too long";
        } else if (cause instanceof TooLongHttpHeaderException) {
            status = 431;
            message = "the headers are too large";
        } else {
            status = 400;
            message = "the request is not valid HTTP";
        }
        request.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "application/json")
                .putHeader("Connection", "close")
                .end(Buffers.wrap(ServerLoop.errorBody(message)))
                .onComplete(written -> connection.cutOff());
    }
}
