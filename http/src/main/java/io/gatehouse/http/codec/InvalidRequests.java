package io.gatehouse.http.codec;

import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;

/// Answers to requests that are not well-formed or whose head is too large; their connection closes.
public final class InvalidRequests {

    private static final String NOT_VALID = "the request is not valid HTTP";

    private InvalidRequests() {}

    public static int status(DecoderResult result) {
        return switch (result.cause()) {
            case TooLongHttpLineException line -> 414;
            case TooLongHttpHeaderException head -> 431;
            default -> 400;
        };
    }

    public static String message(int status) {
        return switch (status) {
            case 414 -> "the address is too long";
            case 415 -> "the request body is compressed; send it as it is and without Content-Encoding";
            case 417 -> "only the expectation 100-continue is understood";
            case 431 -> "the headers are too large";
            case 501 -> "the only transfer coding that is understood is chunked; send the body without compression";
            default -> NOT_VALID;
        };
    }
}
