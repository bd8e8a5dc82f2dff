package io.gatehouse.doors.messages.loop;

import io.gatehouse.gateway.record.CallOutcome;
import io.gatehouse.protocol.Failure;
import io.gatehouse.protocol.Failure.Category;
import io.gatehouse.protocol.Failure.Outcome;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Response;
import org.jspecify.annotations.Nullable;

/// Tells from the response how an MCP call ended, in the words of the call's own record.
final class CallEnding {
    private CallEnding() {}

    /// The outcome. What a response says of a failure is the gateway's own: it is taken out of servers' answers.
    static CallOutcome of(Response response) {
        ObjectView failure = failure(response);
        if (failure != null) {
            boolean invalid = Category.VALIDATION.label().equals(failure.string("category"));
            boolean sent = !Outcome.NOT_SENT.label().equals(failure.string("outcome"));
            return invalid && !sent ? CallOutcome.REFUSED : CallOutcome.FAILED;
        }
        ObjectView result = response.result();
        if (result == null) {
            return CallOutcome.ERROR;
        }
        return result.isTrue("isError") ? CallOutcome.TOOL_ERROR : CallOutcome.OK;
    }

    private static @Nullable ObjectView failure(Response response) {
        ObjectView result = response.result();
        ObjectView error = response.error();
        ObjectView holder = null;
        if (result != null) {
            holder = result.object("_meta");
        } else if (error != null) {
            holder = error.object("data");
        }
        return holder == null ? null : holder.object(Failure.KEY);
    }
}
