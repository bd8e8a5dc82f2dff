package io.gatehouse.http;

import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.http.HttpServerRequest;

/// Answers to requests that are not well-formed or whose head is too large; their connection closes.
final class InvalidRequests {

    static final String NOT_VALID = "the request is not valid HTTP";

    private InvalidRequests() {}

    static int status(DecoderResult result) {
        return switch (result.cause()) {
            case TooLongHttpLineException line -> 414;
            case TooLongHttpHeaderException head -> 431;
            default -> 400;
        };
    }

    static String message(DecoderResult result) {
        return message(status(result));
    }

    private static String message(int status) {
        return switch (status) {
            case 414 -> "the address is too long";
            case 431 -> "the headers are too large";
            default -> NOT_VALID;
        };
    }

    static void answer(HttpServerRequest request, ServerConnection connection) {
        int status = status(request.decoderResult());
        request.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "application/json")
                .putHeader("Connection", "close")
                .end(Buffers.wrap(ServerLoop.errorBody(message(status))))
                .onComplete(written -> connection.cutOff());
    }
}
