package io.gatehouse.upstream;

import io.gatehouse.http.BodyMode;
import io.gatehouse.http.ClientCall;
import io.gatehouse.http.ClientRequest;
import io.gatehouse.http.Deadlines;
import io.gatehouse.http.Headers;
import io.gatehouse.http.HttpFailure;
import io.gatehouse.http.ResponseHandler;
import io.gatehouse.http.ServerSentEvent;
import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.MalformedMessageException;
import io.gatehouse.protocol.MessageReader;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Slice;
import io.gatehouse.upstream.CallFailure.Kind;
import io.gatehouse.upstream.CallFailure.Outcome;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// One request over Streamable HTTP, from its POST to the last byte of its answer.
final class StreamableCall implements ResponseHandler, Sending {
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
    private boolean renewedSession;
    private boolean renewedCredentials;
    private boolean sentAgain;
    private @Nullable String lastEventId;
    private @Nullable Long retryMillis;

    StreamableCall(StreamableConnection connection, Outgoing outgoing, Replies replies, long id) {
        this.connection = connection;
        this.outgoing = outgoing;
        this.replies = replies;
        this.id = Slice.of(Long.toString(id).getBytes(StandardCharsets.US_ASCII));
        this.deadline = new Deadline(outgoing.timeout(), outgoing.limit());
    }

    void start() {
        LegacySession current = connection.session();
        session = current;
        byte[] body = OutboundRequest.bytes(outgoing.request(), outgoing.peer(), connection.revision(), id.array());
        HttpEndpoint endpoint = connection.endpoint();
        Headers fields;
        try {
            fields = connection.headers(current, outgoing);
        } catch (IllegalArgumentException unfit) {
            fail(
                    Kind.INVALID_ANSWER,
                    "a header cannot carry what the call names: " + unfit.getMessage(),
                    "check the name and the arguments of the call",
                    Outcome.NOT_SENT);
            return;
        }
        call = endpoint.client()
                .send(
                        new ClientRequest(
                                "POST", endpoint.target(), fields, body, new Deadlines(null, null, deadline.left())),
                        this);
        if (over) {
            abandon();
        }
    }

    @Override
    public void cancel(String reason) {
        if (over) {
            return;
        }
        over = true;
        abandon();
        tellCancelled(reason);
    }

    @Override
    public BodyMode head(int status, Headers headers) {
        this.status = status;
        this.headers = headers;
        String type = headers.get("content-type");
        streaming = status == 200 && type != null && type.regionMatches(true, 0, "text/event-stream", 0, 17);
        return streaming ? BodyMode.EVENTS : BodyMode.WHOLE;
    }

    @Override
    public void whole(byte[] body) {
        if (over || recovered(body)) {
            return;
        }
        boolean message = status != 401 && status != 403 && status != 429 && jsonObject(body);
        if (message && status == 200) {
            incoming(Slice.of(body));
        } else if (!message || !errorOfOurs(body)) {
            if (status == 202 || status == 204) {
                fail(
                        Kind.INVALID_ANSWER,
                        "it took the request without an answer (" + status + ")",
                        "the server breaks the protocol; look for a newer version of it",
                        Outcome.SENT_OUTCOME_UNKNOWN);
            } else {
                end(HttpProblems.refused(connection.endpoint(), status, headers, body));
            }
        }
        if (!over) {
            fail(
                    Kind.INVALID_ANSWER,
                    "its answer belongs to another request",
                    "the server breaks the protocol; look for a newer version of it",
                    Outcome.SENT_OUTCOME_UNKNOWN);
        }
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
            incoming(Slice.of(event.data()));
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
        if (failure.kind() == HttpFailure.Kind.CLOSED && !failure.sent() && !sentAgain) {
            sentAgain = true;
            start();
            return;
        }
        CallFailure ended = HttpProblems.failed(connection.endpoint(), failure, streaming);
        if (ended.kind() == Kind.UNAVAILABLE) {
            connection.events().suspect();
        }
        end(ended);
        if (ended.kind() == Kind.TIMED_OUT) {
            tellCancelled("timeout");
        }
    }

    /// The stream is over before the answer: a legacy server may go on with it elsewhere.
    void streamEnded(@Nullable HttpFailure failure) {
        if (over) {
            return;
        }
        String last = lastEventId;
        LegacySession current = session;
        if (last == null || current == null || connection.closed()) {
            String how =
                    failure == null ? "it closed the stream before the answer" : String.valueOf(failure.getMessage());
            fail(
                    Kind.BROKEN_OFF,
                    how,
                    HttpProblems.brokenRemedy(connection.endpoint().server()),
                    Outcome.SENT_OUTCOME_UNKNOWN);
            return;
        }
        Resumption running = resumption;
        if (running == null) {
            running = new Resumption(this, connection, current, deadline);
            resumption = running;
        }
        running.again(last, retryMillis);
    }

    boolean over() {
        return over;
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
                    "no answer in time",
                    HttpProblems.slowRemedy(connection.endpoint().server()),
                    Outcome.SENT_OUTCOME_UNKNOWN);
            tellCancelled("timeout");
        }
    }

    void end(CallFailure failure) {
        if (!over) {
            over = true;
            abandon();
            replies.failed(failure);
        }
    }

    void fail(Kind kind, String happened, String remedy, Outcome outcome) {
        String server = connection.endpoint().server();
        end(new CallFailure(kind, server, "server " + server + ": " + happened, remedy, outcome, null));
    }

    /// Tries once more with another session or other credentials where that is what the server misses.
    private boolean recovered(byte[] body) {
        LegacySession current = session;
        if (current != null && current.id() != null && !renewedSession && sessionLost(body)) {
            renewedSession = true;
            connection.renew(current).whenComplete((made, failure) -> {
                if (failure == null) {
                    start();
                } else {
                    fail(
                            Kind.UNAVAILABLE,
                            "its session expired and no other could be made",
                            HttpProblems.connectRemedy(connection.endpoint().server()),
                            Outcome.NOT_SENT);
                }
            });
            return true;
        }
        if ((status == 401 || status == 403) && connection.endpoint().renewable() && !renewedCredentials) {
            renewedCredentials = true;
            connection.endpoint().renewLater().thenRun(this::start);
            return true;
        }
        return false;
    }

    private boolean sessionLost(byte[] body) {
        if (status == 404) {
            return true;
        }
        if (status != 400) {
            return false;
        }
        String text =
                new String(body, 0, Math.min(body.length, 2_000), StandardCharsets.UTF_8).toLowerCase(Locale.ROOT);
        return text.contains("session") || text.contains("not initialized");
    }

    private boolean errorOfOurs(byte[] body) {
        try {
            if (Messages.READER.read(Slice.of(body)) instanceof Response response && id.equals(response.id())) {
                if (response.errorCode() == ErrorCode.HEADER_MISMATCH) {
                    connection.events().outdated();
                }
                answered(response);
                return true;
            }
        } catch (MalformedMessageException noMessage) {
            return false;
        }
        return false;
    }

    private void incoming(Slice bytes) {
        try {
            if (session != null && MessageReader.isBatch(bytes)) {
                for (Slice element : Messages.READER.elements(bytes)) {
                    one(element);
                }
            } else {
                one(bytes);
            }
        } catch (MalformedMessageException malformed) {
            fail(
                    Kind.INVALID_ANSWER,
                    "its answer is no message: " + malformed.error().message(),
                    "the server breaks the protocol; look for a newer version of it",
                    Outcome.SENT_OUTCOME_UNKNOWN);
        }
    }

    private void one(Slice bytes) throws MalformedMessageException {
        switch (Messages.READER.read(bytes)) {
            case Response response -> {
                if (id.equals(response.id())) {
                    answered(response);
                }
            }
            case Notification notification -> {
                extend();
                Notification restored = Messages.withToken(notification, id, outgoing.request());
                if (restored != null && !over) {
                    replies.notification(restored);
                }
            }
            case Request asked -> {
                extend();
                replies.asked(asked, answer -> connection.post(Messages.answer(answer, asked)));
            }
        }
    }

    private void answered(Response response) {
        if (over) {
            return;
        }
        over = true;
        if (streaming) {
            linger();
        }
        replies.response(response);
    }

    private void extend() {
        deadline.progress();
        ClientCall running = call;
        Duration left = deadline.left();
        if (running != null && left != null && !left.isZero()) {
            running.extend(left);
        }
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

    private static boolean jsonObject(byte[] body) {
        for (byte b : body) {
            if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
                return b == '{' || b == '[';
            }
        }
        return false;
    }
}
