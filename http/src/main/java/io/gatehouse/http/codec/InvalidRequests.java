package io.gatehouse.http.codec;

import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;

/// Answers to requests that are not well-formed or whose head is too large; their connection closes.
public final class InvalidRequests {

    private static final String NOT_VALID = "The request is not valid HTTP.";

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
            case 414 -> "The address is too long.";
            case 415 -> "The request body is compressed. Send it uncompressed, without Content-Encoding.";
            case 417 -> "The only expectation that is supported is 100-continue.";
            case 431 -> "The headers are too large.";
            case 501 -> "The only transfer coding that is supported is chunked. Send the body without compression.";
            default -> NOT_VALID;
        };
    }
}
