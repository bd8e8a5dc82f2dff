package io.gatehouse.doors.mcp.conversation;

import io.gatehouse.doors.front.InFlight;
import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.Failure;
import io.gatehouse.protocol.Failure.Category;
import io.gatehouse.protocol.Failure.Outcome;
import io.gatehouse.protocol.MalformedMessageException;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.RequestId;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.RpcError;
import io.gatehouse.protocol.Slice;

/// What a transport itself answers in place of a handler. Each answer tells programs what went wrong ([Failure]); of a
/// tool's call, the model is told too where it can do something about it.
public final class OwnAnswers {
    private static final String STOPPED_CALL = "The gateway stopped while this call was running. It may have had its"
            + " effect: check that before you call it again.";
    private static final String STOPPED = "The gateway stopped before this request was answered. Send it again.";
    private static final Slice NULL = Slice.of("null");

    private OwnAnswers() {}

    /// The answer to a request that is not given to its handler.
    ///
    /// @param requestId by which operators find it in the log
    public static Response to(Request request, String requestId, RpcError error) {
        return answer(request, error, Failure.notSent(category(error.code()), requestId));
    }

    /// The answer to a request that comes while the process is stopping.
    public static Response stopping(Request request, String requestId) {
        Failure failure = Failure.notSent(Category.DOWNSTREAM, requestId);
        return answer(request, new RpcError(ErrorCode.LIMIT_REACHED, InFlight.REFUSAL), failure);
    }

    /// The answer to a request that still runs when the process ends that works on it.
    public static Response stopped(Request request, String requestId) {
        boolean call = request.method().equals(Method.TOOLS_CALL);
        Failure failure = new Failure(Category.DOWNSTREAM, Outcome.SENT_OUTCOME_UNKNOWN, null, requestId, null);
        return Response.failure(request.method(), ErrorCode.INTERNAL, call ? STOPPED_CALL : STOPPED, failure);
    }

    /// The answer to a request whose handler failed.
    static Response broken(Request request, String requestId) {
        RpcError error = new RpcError(
                ErrorCode.INTERNAL,
                "The server failed while it answered this request. It is not known whether the request took effect.");
        return answer(
                request, error, new Failure(Category.DOWNSTREAM, Outcome.SENT_OUTCOME_UNKNOWN, null, requestId, null));
    }

    /// The answer to a request whose result is there, but not the memory to send it.
    static Response dropped(Request request, String requestId) {
        RpcError error = new RpcError(
                ErrorCode.LIMIT_REACHED,
                "The request was carried out, but its result was dropped: there is no memory for it now. Ask for less.");
        return answer(request, error, new Failure(Category.RATE_LIMIT, Outcome.DONE, null, requestId, null));
    }

    /// An error about a message that is no request, or of which not even the id can be read.
    public static byte[] to(MalformedMessageException malformed) {
        Slice id = malformed.id();
        return withFailure(malformed.error()).withId(id == null ? NULL : id);
    }

    /// The same about a message of which nothing is known.
    public static byte[] nameless(RpcError error) {
        return withFailure(error).withId(NULL);
    }

    private static Response withFailure(RpcError error) {
        return Response.error(error.with(Failure.notSent(category(error.code()), RequestId.next())));
    }

    private static Response answer(Request request, RpcError error, Failure failure) {
        boolean call = request.method().equals(Method.TOOLS_CALL);
        boolean protocol = failure.category() == Category.VALIDATION;
        return call && !protocol
                ? Response.toolError(error.message() + " Request ID: " + failure.requestId() + ".", failure)
                : Response.error(error.with(failure));
    }

    /// What an error of this code concerns, where nothing else says so.
    public static Category category(int code) {
        return switch (code) {
            case ErrorCode.LIMIT_REACHED -> Category.RATE_LIMIT;
            case ErrorCode.INTERNAL -> Category.DOWNSTREAM;
            default -> Category.VALIDATION;
        };
    }
}
