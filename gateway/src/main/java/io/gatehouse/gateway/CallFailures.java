package io.gatehouse.gateway;

import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.RpcError;
import io.gatehouse.upstream.CallFailure;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// Tells a client that a call failed behind the gateway: a tool's as a result that the model can read, anything else as
/// an error with the same facts in `data`.
final class CallFailures {
    private CallFailures() {}

    static Response response(String method, CallFailure failure) {
        String text = text(failure);
        if (method.equals(Method.TOOLS_CALL)) {
            return Response.toolError(text);
        }
        Instant nextTry = failure.nextTry();
        String data = "{\"server\":" + Json.quote(failure.server())
                + ",\"kind\":\"" + failure.kind().name().toLowerCase(java.util.Locale.ROOT)
                + "\",\"outcome\":\"" + failure.outcome().name().toLowerCase(java.util.Locale.ROOT) + "\""
                + (nextTry == null ? "}" : ",\"nextTry\":\"" + nextTry + "\"}");
        return Response.error(new RpcError(code(failure.kind()), text, data));
    }

    /// What happened, what to do, and when the server is tried again.
    private static String text(CallFailure failure) {
        StringBuilder text = new StringBuilder(failure.message());
        if (!failure.remedy().isEmpty()) {
            text.append(failure.message().endsWith(".") ? " " : ". ").append(failure.remedy());
        }
        if (failure.nextTry() != null) {
            text.append(text.charAt(text.length() - 1) == '.' ? " " : ". ")
                    .append("The next try is at ")
                    .append(failure.nextTry().truncatedTo(ChronoUnit.SECONDS))
                    .append('.');
        }
        return text.toString();
    }

    private static int code(CallFailure.Kind kind) {
        return switch (kind) {
            case UNAVAILABLE -> ErrorCode.SERVER_UNAVAILABLE;
            case LIMIT, TOO_LARGE -> ErrorCode.LIMIT_REACHED;
            case TIMED_OUT, BROKEN_OFF, REFUSED, INVALID_ANSWER, ASKED, CANCELLED -> ErrorCode.SERVER_FAILED;
        };
    }
}
