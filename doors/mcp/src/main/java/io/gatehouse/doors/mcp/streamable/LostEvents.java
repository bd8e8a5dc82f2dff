package io.gatehouse.doors.mcp.streamable;

import io.gatehouse.doors.mcp.conversation.Session;
import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.Failure;
import io.gatehouse.protocol.Failure.Category;
import io.gatehouse.protocol.Failure.Outcome;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.RequestId;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Slice;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/// What a client is told that resumes a stream from an event after which others are not kept any more.
final class LostEvents {
    private static final String NOTE = "{\"level\":\"warning\",\"logger\":\"gatehouse\",\"data\":\"The stream was"
            + " resumed, but some events before this one are not kept any more. List again what may have changed.\"}";
    private static final String REMADE = "{\"level\":\"warning\",\"logger\":\"gatehouse\",\"data\":\"" + Session.MOVED
            + " Its log level and its resource subscriptions were lost: set them"
            + " again, and list again what may have changed.\"}";
    private static final String ANSWER_TOO_LARGE = "The request was carried out, but its answer is not kept any more,"
            + " so it cannot be sent over the resumed stream. Check what the request did before you repeat it.";
    private static final String UNKNOWN = "The answer to this request is not kept here any more. The request may have"
            + " been carried out: check that before you repeat it.";

    private LostEvents() {}

    /// Some messages are missing here.
    static StreamEvent note() {
        return event(Notification.of(Method.MESSAGE, NOTE).body().bytes());
    }

    /// What another process kept of the session is missing.
    static List<byte[]> remade() {
        return Stream.of(
                        Notification.of(Method.MESSAGE, REMADE),
                        Notification.of(Method.TOOLS_CHANGED, "{}"),
                        Notification.of(Method.PROMPTS_CHANGED, "{}"),
                        Notification.of(Method.RESOURCES_CHANGED, "{}"))
                .map(notification -> notification.body().bytes())
                .toList();
    }

    /// The response of a stream is missing.
    static StreamEvent answer(EventId id) {
        return id.answers() == null ? note() : answer(id, Outcome.DONE, ANSWER_TOO_LARGE);
    }

    /// Nothing is known of the stream any more. Only for one that answers one request.
    static StreamEvent unknown(EventId id) {
        return answer(id, Outcome.SENT_OUTCOME_UNKNOWN, UNKNOWN);
    }

    private static StreamEvent answer(EventId id, Outcome outcome, String message) {
        Slice request = Objects.requireNonNull(id.answers());
        Failure failure = new Failure(Category.DOWNSTREAM, outcome, null, RequestId.next(), null);
        return event(Response.error(ErrorCode.INTERNAL, message, failure).withId(request));
    }

    private static StreamEvent event(byte[] data) {
        return new StreamEvent(0, null, data);
    }
}
