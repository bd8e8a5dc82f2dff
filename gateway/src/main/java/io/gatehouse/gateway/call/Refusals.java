package io.gatehouse.gateway.call;

import io.gatehouse.gateway.record.CallOutcome;
import io.gatehouse.gateway.record.CallRecord.Ending;
import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.Failure;
import io.gatehouse.protocol.Failure.Category;
import io.gatehouse.protocol.Failure.Outcome;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.RpcError;

/// Ends calls that do not come to a server, because of what they say or of what there is not.
final class Refusals {
    private Refusals() {}

    /// It asks for something that cannot be.
    static void refuse(RunningCall call, RpcError why) {
        call.finish(Response.error(why.with(invalid(call))), Ending.refused(Category.VALIDATION, why.message()));
    }

    /// A tool's arguments are wrong, which the model can correct.
    static void arguments(RunningCall call, String why) {
        call.finish(
                Response.failure(call.answeredAs(), ErrorCode.INVALID_PARAMS, why, invalid(call)),
                Ending.refused(Category.VALIDATION, why));
    }

    /// The task that it is about is not kept here any more, so that nobody knows what became of it.
    static void taskLost(RunningCall call, String why) {
        Failure failure = failure(call, Category.DOWNSTREAM, Outcome.SENT_OUTCOME_UNKNOWN);
        call.finish(
                Response.error(new RpcError(ErrorCode.INVALID_PARAMS, why).with(failure)),
                new Ending(CallOutcome.FAILED, Outcome.SENT_OUTCOME_UNKNOWN, Category.DOWNSTREAM, why));
    }

    /// The gateway has no room for what it needs.
    static void noRoom(RunningCall call, String why) {
        Failure failure = failure(call, Category.RATE_LIMIT, Outcome.NOT_SENT);
        call.finish(
                Response.failure(call.answeredAs(), ErrorCode.LIMIT_REACHED, why, failure),
                Ending.refused(Category.RATE_LIMIT, why));
    }

    /// Servers that may have what it names have not listed yet.
    ///
    /// @param why for the caller
    /// @param servers their names, for operators
    static void untilListed(RunningCall call, String why, String servers) {
        String id = call.requestId();
        Response response = Response.failure(
                call.answeredAs(),
                ErrorCode.SERVER_UNAVAILABLE,
                why + " Request ID: " + id + ".",
                Failure.notSent(Category.DOWNSTREAM, id));
        String problem = "these servers have not listed anything yet: " + servers;
        call.finish(response, new Ending(CallOutcome.FAILED, Outcome.NOT_SENT, Category.DOWNSTREAM, problem));
    }

    private static Failure invalid(RunningCall call) {
        return failure(call, Category.VALIDATION, Outcome.NOT_SENT);
    }

    private static Failure failure(RunningCall call, Category category, Outcome outcome) {
        return new Failure(category, outcome, call.server(), call.requestId(), null);
    }
}
