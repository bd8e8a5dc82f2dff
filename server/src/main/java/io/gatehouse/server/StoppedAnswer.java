package io.gatehouse.server;

import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.Failure;
import io.gatehouse.protocol.Failure.Category;
import io.gatehouse.protocol.Failure.Outcome;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.RpcError;

/// What a request is answered that still runs when the gateway ends.
final class StoppedAnswer {
    private static final String CALL = "The gateway stopped while this call was running. It may have had its effect:"
            + " check that before you call it again.";
    private static final String OTHER = "The gateway stopped before this request was answered. Send it again.";

    private StoppedAnswer() {}

    /// A tool error for the call of a tool, so that the model reads it; an error for any other request.
    ///
    /// @param requestId by which operators find it in the log
    static Response to(Request request, String requestId) {
        Failure failure = new Failure(Category.DOWNSTREAM, Outcome.SENT_OUTCOME_UNKNOWN, null, requestId, null);
        return request.method().equals(Method.TOOLS_CALL)
                ? Response.toolError(CALL, failure)
                : Response.error(new RpcError(ErrorCode.INTERNAL, OTHER).with(failure));
    }
}
