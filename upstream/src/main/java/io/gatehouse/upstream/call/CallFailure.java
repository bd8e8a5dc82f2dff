package io.gatehouse.upstream.call;

import io.gatehouse.protocol.Failure.Category;
import io.gatehouse.protocol.Failure.Outcome;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Why a call has no answer of the server. It is told twice: callers, models and providers learn what happened;
/// operators learn also what the server wrote, where it is and which setting to change, with secrets masked.
///
/// @param server the name of the server
/// @param outcome what is known about the call's effects
/// @param caller what callers are told; whether to try again is not part of it, as that depends on the tool
/// @param operator what operators are told
/// @param nextTry when the server wants to be asked again or will be connected again, or null when that is not known
public record CallFailure(
        Kind kind,
        String server,
        Outcome outcome,
        Told caller,
        Told operator,
        @Nullable Instant nextTry) {

    /// A failure of which callers are told no more than its kind.
    public static CallFailure of(Kind kind, String server, Outcome outcome, Told operator) {
        return new CallFailure(kind, server, outcome, Told.of(kind.happened(server)), operator, null);
    }

    /// A failure that may be told to everybody as it is.
    public static CallFailure open(Kind kind, String server, Outcome outcome, Told everybody) {
        return new CallFailure(kind, server, outcome, everybody, everybody, null);
    }

    /// The same with other words for callers.
    public CallFailure tellingCallers(Told words) {
        return new CallFailure(kind, server, outcome, words, operator, nextTry);
    }

    /// The same with the time from which it is worth to try again.
    public CallFailure until(@Nullable Instant time) {
        return new CallFailure(kind, server, outcome, caller, operator, time);
    }

    /// What went wrong.
    public enum Kind {
        /// The server cannot be reached now.
        UNAVAILABLE(Category.DOWNSTREAM, "is not available"),
        /// The server was given up: nobody connects to it again until an operator changes something.
        GIVEN_UP(Category.DOWNSTREAM, "is not available, and the gateway no longer retries it"),
        /// The server has forgotten the connection that the call came over, and did not take the call.
        FORGOTTEN(Category.DOWNSTREAM, "no longer knows the session of the call"),
        /// No answer, and no progress, in time.
        TIMED_OUT(Category.DOWNSTREAM, "did not answer in time"),
        /// The connection or the process ended before the answer was complete.
        BROKEN_OFF(Category.DOWNSTREAM, "disconnected before its answer was complete"),
        /// The server answered, but not with a message: 404, 500, a web page.
        REFUSED(Category.DOWNSTREAM, "answered with something that is not an answer to the call"),
        /// The server does not accept the credentials.
        DENIED(Category.ACCESS, "does not accept the credentials that it is called with"),
        /// The server wants to be called less often.
        RATE_LIMITED(Category.RATE_LIMIT, "accepts no more calls for now"),
        /// The call cannot be sent like this, or is too large for the server.
        UNFIT(Category.VALIDATION, "cannot be sent this call"),
        /// The answer is larger than the limit.
        TOO_LARGE(Category.DOWNSTREAM, "returned an answer that is too large"),
        /// The answer was there, but the gateway had no memory for it.
        DROPPED(
                Category.RATE_LIMIT,
                "did what it was asked, but its result was dropped: the gateway has no memory for it now"),
        /// The answer is no JSON-RPC, or is none to this request.
        INVALID_ANSWER(Category.DOWNSTREAM, "returned an answer that cannot be read"),
        /// A bound of the gateway was reached.
        LIMIT(Category.RATE_LIMIT, "has reached its limit of calls in flight"),
        /// The server asked for something that this client cannot do.
        ASKED(Category.DOWNSTREAM, "asked for something that this client cannot do"),
        /// The client did not wait for the answer.
        CANCELLED(Category.DOWNSTREAM, "had not answered when the call was cancelled");

        private final Category category;
        private final String happened;

        Kind(Category category, String happened) {
            this.category = category;
            this.happened = happened;
        }

        /// What part of the way it concerns.
        public Category category() {
            return category;
        }

        /// What callers are told where there is nothing better to say.
        public String happened(String server) {
            return "Server " + server + " " + happened;
        }

        /// Whether the server was reached and would not take the call.
        public boolean refusal() {
            return this == REFUSED || this == DENIED || this == RATE_LIMITED || this == UNFIT;
        }
    }
}
