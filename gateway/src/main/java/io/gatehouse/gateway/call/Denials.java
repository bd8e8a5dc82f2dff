package io.gatehouse.gateway.call;

import io.gatehouse.gateway.policy.Decision.Denied;
import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.Failure;
import io.gatehouse.protocol.Failure.Outcome;
import io.gatehouse.protocol.PendingApproval;
import io.gatehouse.protocol.Response;
import org.jspecify.annotations.Nullable;

/// Tells a client that a policy denied what it asked.
final class Denials {
    private Denials() {}

    /// The answer: of a tool's call a result that the model can read, of any other method an error.
    ///
    /// @param server that it was for, or null
    static Response response(String method, Denied denied, @Nullable String server, String requestId) {
        int code = switch (denied.category()) {
            case RATE_LIMIT -> ErrorCode.LIMIT_REACHED;
            case VALIDATION -> ErrorCode.INVALID_PARAMS;
            case ACCESS, DOWNSTREAM -> ErrorCode.DENIED;
        };
        return Response.failure(
                method,
                code,
                denied.reason() + " Request ID: " + requestId + ".",
                new Failure(
                        denied.category(),
                        Outcome.NOT_SENT,
                        server,
                        requestId,
                        denied.retryAfter(),
                        denied.scopes(),
                        denied.approval()));
    }

    /// The same for operators. What waits for approval tells its caller the arguments, which are nothing for logs.
    static String problem(Denied denied) {
        PendingApproval approval = denied.approval();
        if (approval != null) {
            return "Request " + approval.number() + " for approval "
                    + (approval.state().equals("waiting") ? "waits." : "was denied.");
        }
        return "Denied by " + denied.policy() + ": " + denied.reason();
    }
}
