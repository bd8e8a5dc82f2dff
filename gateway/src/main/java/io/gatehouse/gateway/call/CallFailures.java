package io.gatehouse.gateway.call;

import io.gatehouse.gateway.catalog.Effects;
import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.Failure;
import io.gatehouse.protocol.Failure.Outcome;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.WaitText;
import io.gatehouse.upstream.call.CallFailure;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Tells a caller that a call failed behind the gateway: a tool's as a result that the model can read, anything else as
/// an error. Both say what happened, whether to try again, and by which id operators find the rest in the log.
final class CallFailures {
    private CallFailures() {}

    static Response response(String method, CallFailure failure, Effects effects, String requestId) {
        Duration wait = wait(failure);
        String text = text(failure, effects, wait, requestId);
        Failure facts = new Failure(failure.kind().category(), failure.outcome(), failure.server(), requestId, wait);
        return Response.failure(method, code(failure.kind()), text, facts);
    }

    /// How long it is from now until it is worth to try again; null when that is not known.
    static @Nullable Duration wait(CallFailure failure) {
        Instant next = failure.nextTry();
        if (next == null) {
            return null;
        }
        Duration left = Duration.between(Instant.now(), next);
        return left.isNegative() ? Duration.ZERO : left;
    }

    private static String text(CallFailure failure, Effects effects, @Nullable Duration wait, String requestId) {
        StringBuilder text = new StringBuilder(failure.caller().text());
        if (text.charAt(text.length() - 1) != '.') {
            text.append('.');
        }
        return text.append(' ')
                .append(advice(failure, effects))
                .append(again(failure, effects, wait))
                .append(" Request ID: ")
                .append(requestId)
                .append('.')
                .toString();
    }

    private static String advice(CallFailure failure, Effects effects) {
        return switch (failure.outcome()) {
            case NOT_SENT -> "The call was not carried out.";
            case SENT_OUTCOME_UNKNOWN ->
                effects.repeatable()
                        ? "It is not known whether the call was carried out, but repeating it does no harm."
                        : "It is not known whether the call took effect. Do not simply repeat it: find out first whether it"
                                + " did, with a tool that reads or by asking the user.";
            case DONE ->
                effects.repeatable()
                        ? "The call was carried out, but its result did not arrive."
                        : "The call was carried out and took effect, but its result did not arrive. Do not repeat it.";
        };
    }

    /// Whether and when to try again, where that is not answered yet.
    private static String again(CallFailure failure, Effects effects, @Nullable Duration wait) {
        if (failure.outcome() == Outcome.DONE
                || failure.outcome() == Outcome.SENT_OUTCOME_UNKNOWN && !effects.repeatable()) {
            return "";
        }
        return switch (failure.kind()) {
            case GIVEN_UP -> " The operator of the gateway has to look at it.";
            case DENIED, REFUSED, INVALID_ANSWER ->
                failure.caller().remedy().isEmpty()
                        ? " If it fails again, the operator of the gateway has to look at it."
                        : "";
            case UNFIT, ASKED, TOO_LARGE, DROPPED, CANCELLED -> "";
            case UNAVAILABLE, FORGOTTEN, TIMED_OUT, BROKEN_OFF, RATE_LIMITED, LIMIT ->
                wait == null ? " Try again in a moment." : " Try again in " + WaitText.of(wait) + ".";
        };
    }

    private static int code(CallFailure.Kind kind) {
        return switch (kind) {
            case UNAVAILABLE, GIVEN_UP, FORGOTTEN -> ErrorCode.SERVER_UNAVAILABLE;
            case LIMIT, TOO_LARGE, DROPPED, RATE_LIMITED -> ErrorCode.LIMIT_REACHED;
            case UNFIT -> ErrorCode.INVALID_PARAMS;
            case TIMED_OUT, BROKEN_OFF, REFUSED, DENIED, INVALID_ANSWER, ASKED, CANCELLED -> ErrorCode.SERVER_FAILED;
        };
    }
}
