package io.gatehouse.upstream;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Why a call has no answer of the server. Holds no secret.
///
/// @param server the name of the server
/// @param message what happened
/// @param remedy what to do next
/// @param outcome what is known about the call's effects
/// @param nextTry when the server will be tried again, or null when that is not known
public record CallFailure(
        Kind kind,
        String server,
        String message,
        String remedy,
        Outcome outcome,
        @Nullable Instant nextTry) {

    /// What went wrong.
    public enum Kind {
        /// The server cannot be reached now.
        UNAVAILABLE,
        /// No answer, and no progress, in time.
        TIMED_OUT,
        /// The connection or the process ended before the answer was complete.
        BROKEN_OFF,
        /// The server answered, but not with a message: 401, 404, 429, 500, a web page.
        REFUSED,
        /// The answer is larger than the limit.
        TOO_LARGE,
        /// The answer is no JSON-RPC, or is none to this request.
        INVALID_ANSWER,
        /// A bound of the gateway was reached.
        LIMIT,
        /// The server asked for something that this client cannot do.
        ASKED,
        /// The client did not wait for the answer.
        CANCELLED
    }

    /// What is known about the effects of a call.
    public enum Outcome {
        /// The server never took it: a retry is safe.
        NOT_SENT,
        /// It was sent; whether it had effects is unknown.
        SENT_OUTCOME_UNKNOWN,
        /// The server has finished it.
        DONE
    }
}
