package io.gatehouse.upstream.transport;

import io.gatehouse.http.BodyMode;
import io.gatehouse.http.ClientCall;
import io.gatehouse.http.ClientRequest;
import io.gatehouse.http.Deadlines;
import io.gatehouse.http.Headers;
import io.gatehouse.http.HttpFailure;
import io.gatehouse.http.MediaTypes;
import io.gatehouse.http.ResponseHandler;
import io.gatehouse.http.ServerSentEvent;
import io.gatehouse.protocol.Failure.Outcome;
import io.gatehouse.protocol.HeaderRoomException;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Slice;
import io.gatehouse.upstream.call.CallFailure;
import io.gatehouse.upstream.call.CallFailure.Kind;
import io.gatehouse.upstream.call.Deadline;
import io.gatehouse.upstream.call.Outgoing;
import io.gatehouse.upstream.call.Replies;
import io.gatehouse.upstream.call.Sending;
import io.gatehouse.upstream.call.Told;
import io.gatehouse.upstream.settings.UnfitCallerException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// One request over Streamable HTTP, from its POST to the last byte of its answer.
final class StreamableCall implements ResponseHandler, Sending {
    private static final int SMALL = 2_000;
    /// How long a server may keep the stream of an answer open after the answer.
    private static final Duration LINGER = Duration.ofSeconds(5);

    private final StreamableConnection connection;
    private final Outgoing outgoing;
    private final Replies replies;
    private final Slice id;
    private final Deadline deadline;

    private @Nullable LegacySession session;
    private volatile @Nullable ClientCall call;
    private volatile @Nullable Resumption resumption;
    private volatile boolean over;
    private int status;
    private Headers headers = Headers.none();
    private boolean streaming;
    private volatile boolean sessionLost;
    private @Nullable Recovery recovery;
    private @Nullable String lastEventId;
    private @Nullable Long retryMillis;

    StreamableCall(StreamableConnection connection, Outgoing outgoing, Replies replies, long id) {
        this.connection = connection;
        this.outgoing = outgoing;
        this.replies = replies;
        this.id = Slice.of(Long.toString(id).getBytes(StandardCharsets.US_ASCII));
        this.deadline = new Deadline(outgoing.timeout(), outgoing.limit());
    }

    /// Sends it; once more where that is safe.
    void start() {
        Duration left = deadline.left();
        if (over) {
            return;
        }
        if (left != null && left.isZero()) {
            timedOut();
            return;
        }
        LegacySession current = connection.session();
        session = current;
        byte[] body = OutboundRequest.bytes(outgoing, connection.revision(), id.array());
        HttpEndpoint endpoint = connection.endpoint();
        Headers fields;
        try {
            fields = connection.headers(current, outgoing);
        } catch (HeaderRoomException tooLong) {
            end(tooLong(endpoint.server(), tooLong));
            return;
        } catch (UnfitCallerException unfit) {
            end(Unfit.failure(endpoint.server(), unfit, Outcome.NOT_SENT));
            return;
        } catch (IllegalArgumentException unfit) {
            end(CallFailure.open(
                    Kind.UNFIT,
                    endpoint.server(),
                    Outcome.NOT_SENT,
                    new Told(
                            "Server " + endpoint.server()
                                    + " was not called: its name or arguments cannot be sent in a header ("
                                    + unfit.getMessage() + ")",
                            "Check the name and the arguments of the call.")));
            return;
        }
        call = endpoint.client()
                .send(
                        new ClientRequest(
                                "POST",
                                endpoint.target(),
                                fields,
                                body,
                                new Deadlines(null, null, left),
                                outgoing.mostBytes(),
                                outgoing.peer().caller().account()),
                        this);
        if (over) {
            abandon();
        }
    }

    private static CallFailure tooLong(String server, HeaderRoomException tooLong) {
        String happened = "Server " + server + " was not called: " + tooLong.getMessage();
        String shorten = "shorten " + tooLong.member();
        Told operator =
                new Told(happened, shorten + ", or remove its x-mcp-header from the tool's schema at the server.");
        return CallFailure.of(Kind.UNFIT, server, Outcome.NOT_SENT, operator)
                .tellingCallers(new Told(happened, shorten + "."));
    }

    @Override
    public void cancel(String reason) {
        if (over) {
            return;
        }
        ended();
        abandon();
        tellCancelled(reason);
    }

    @Override
    public BodyMode head(int status, Headers headers) {
        this.status = status;
        this.headers = headers;
        streaming = taken() && MediaTypes.isEventStream(headers.get("content-type"));
        return streaming ? BodyMode.EVENTS : BodyMode.WHOLE;
    }

    @Override
    public void whole(byte[] body) {
        if (over || refused(body) && recovery().tried(status, headers, body, session)) {
            return;
        }
        boolean message = status != 401 && status != 403 && status != 429 && Messages.looksLikeJson(body);
        if (message && taken()) {
            AnswerReader.read(this, Slice.of(body));
        } else if (!message || !AnswerReader.isError(this, Slice.of(body))) {
            if (status == 202 || status == 204) {
                invalid("it accepted the request without an answer (" + status + ")");
            } else {
                end(HttpProblems.refused(connection.endpoint(), status, headers, body));
            }
        }
        if (!over) {
            invalid("its answer belongs to another request");
        }
    }

    /// Answers come with 200; some servers write 201 or 203, which the official clients read too.
    private boolean taken() {
        return status >= 200 && status < 300;
    }

    /// What has the status of an error, or is small enough to say only that a session is not known.
    private boolean refused(byte[] body) {
        return !taken() || session != null && session.id() != null && body.length <= SMALL && SessionError.in(body);
    }

    /// An error on the stream may say that the server lost the session.
    boolean lostSession(Response response) {
        boolean lost = response.failed() && recovery().lostOnStream(response, session);
        sessionLost |= lost;
        return lost;
    }

    @Override
    public void event(ServerSentEvent event) {
        if (event.id() != null) {
            lastEventId = event.id();
        }
        if (event.retryMillis() != null) {
            retryMillis = event.retryMillis();
        }
        boolean message = event.event() == null || event.event().equals("message");
        if (!over && message && event.data().length > 0) {
            AnswerReader.read(this, Slice.of(event.data()));
        }
    }

    @Override
    public void end() {
        streamEnded(null);
    }

    @Override
    public void failed(HttpFailure failure) {
        if (over) {
            return;
        }
        if (streaming && failure.kind() == HttpFailure.Kind.CLOSED) {
            streamEnded(failure);
            return;
        }
        if (failure.kind() == HttpFailure.Kind.CLOSED
                && !failure.sent()
                && recovery().sentAgain()) {
            return;
        }
        CallFailure ended = HttpProblems.failed(connection.endpoint(), failure, streaming);
        if (ended.kind() == Kind.UNAVAILABLE || ended.kind() == Kind.BROKEN_OFF) {
            connection.events().suspect();
        }
        end(ended);
        if (ended.kind() == Kind.TIMED_OUT) {
            tellCancelled("timeout");
        }
    }

    /// The stream is over before the answer: a legacy server may go on with it elsewhere. If the server said that it
    /// lost the session, the call ends once there is another, so that the next call does not meet the lost one.
    void streamEnded(@Nullable HttpFailure failure) {
        if (over || sessionLost) {
            return;
        }
        String last = lastEventId;
        LegacySession current = session;
        if (last == null || current == null || connection.closed()) {
            String how =
                    failure == null ? "it closed the stream before the answer" : String.valueOf(failure.getMessage());
            if (failure != null) {
                connection.events().suspect();
            }
            fail(Kind.BROKEN_OFF, how, HttpProblems.brokenRemedy(connection.endpoint()), Outcome.SENT_OUTCOME_UNKNOWN);
            return;
        }
        Resumption running = resumption;
        if (running == null) {
            running = new Resumption(this, connection, current, deadline);
            resumption = running;
        }
        running.again(last, retryMillis);
    }

    void invalid(String happened) {
        fail(Kind.INVALID_ANSWER, happened, HttpProblems.PROTOCOL_REMEDY, Outcome.SENT_OUTCOME_UNKNOWN);
    }

    private Recovery recovery() {
        Recovery known = recovery;
        if (known == null) {
            known = new Recovery(this);
            recovery = known;
        }
        return known;
    }

    StreamableConnection connection() {
        return connection;
    }

    Outgoing outgoing() {
        return outgoing;
    }

    Replies replies() {
        return replies;
    }

    Slice id() {
        return id;
    }

    boolean over() {
        return over;
    }

    /// Whether the answer comes as an event stream.
    boolean streaming() {
        return streaming;
    }

    /// Another exchange goes on with the answer.
    void carriedBy(ClientCall other) {
        call = other;
        if (over) {
            abandon();
        }
    }

    void timedOut() {
        if (!over) {
            fail(
                    Kind.TIMED_OUT,
                    deadline.passed(),
                    HttpProblems.slowRemedy(connection.endpoint().server()),
                    Outcome.SENT_OUTCOME_UNKNOWN);
            tellCancelled("timeout");
        }
    }

    void end(CallFailure failure) {
        if (!over) {
            ended();
            abandon();
            replies.failed(failure);
        }
    }

    void fail(Kind kind, String happened, String remedy, Outcome outcome) {
        String server = connection.endpoint().server();
        end(CallFailure.of(kind, server, outcome, new Told("server " + server + ": " + happened, remedy)));
    }

    /// The answer is there.
    void answered(Response response) {
        if (over) {
            return;
        }
        ended();
        if (streaming) {
            linger();
        }
        replies.response(response);
    }

    private void ended() {
        over = true;
        connection.forget(this);
    }

    /// A notification of the server that belongs to it; progress gets the token of its client.
    void notified(Notification notification) {
        extend();
        Notification restored =
                Messages.withToken(notification, id, outgoing.request().original());
        if (restored != null && !over) {
            replies.notification(restored);
        }
    }

    /// The call makes progress.
    void extend() {
        deadline.progress();
        extendToDeadline();
    }

    private void extendToDeadline() {
        ClientCall running = call;
        Duration left = deadline.left();
        if (running != null && left != null && !left.isZero()) {
            running.extend(left);
        }
    }

    @Override
    public void hold() {
        deadline.hold();
        extendToDeadline();
    }

    @Override
    public void release() {
        deadline.release();
        extendToDeadline();
    }

    /// The server should close the stream now; if it does not, we do.
    private void linger() {
        ClientCall running = call;
        if (running != null) {
            running.extend(LINGER);
        }
    }

    private void abandon() {
        ClientCall running = call;
        if (running != null) {
            running.cancel();
        }
        Resumption resuming = resumption;
        if (resuming != null) {
            resuming.cancel();
        }
    }

    private void tellCancelled(String reason) {
        if (!connection.revision().modern()) {
            connection.notify(Messages.cancelled(id, reason));
        }
    }
}
