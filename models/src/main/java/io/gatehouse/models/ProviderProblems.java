package io.gatehouse.models;

import io.gatehouse.http.HttpFailure;

/// What a client is told when a provider did not return a complete answer.
public final class ProviderProblems {
    private ProviderProblems() {}

    /// The error for a stream that ended properly, but before the message in it did.
    public static ApiError unfinished(String provider) {
        return new ApiError(
                502,
                "api_error",
                "The provider " + provider + " ended the stream before its answer was complete. Try again.",
                null);
    }

    /// The error for a failure of the connection to a provider.
    public static ApiError of(String provider, HttpFailure failure) {
        String reason = "The provider " + provider + " did not return a complete answer";
        String found = "It failed with: " + failure.getMessage() + ".";
        return switch (failure.kind()) {
            case FIRST_BYTE_TIMEOUT, TOTAL_TIMEOUT ->
                ApiError.timeout(reason + " in time. Try again.")
                        .withProblem(found)
                        .withRemedy("Raise `timeout`, or `idle-timeout` for streams, of models.providers." + provider
                                + " if it may take longer.");
            case CONNECT, CONNECT_TIMEOUT, TLS ->
                new ApiError(502, "api_error", "The provider " + provider + " cannot be reached now.", null)
                        .withProblem(found)
                        .withRemedy("Check its url, and whether it can be reached from the gateway.");
            case CLOSED -> new ApiError(502, "api_error", reason + ". Try again.", null).withProblem(found);
            case NO_ROOM ->
                ApiError.overloaded("The gateway has no memory for the answer of provider " + provider
                        + " now. Try again in a moment.");
            case TOO_LARGE, PROTOCOL -> new ApiError(502, "api_error", reason + ".", null).withProblem(found);
        };
    }
}
