package io.gatehouse.upstream.transport;

import io.gatehouse.http.BodyMode;
import io.gatehouse.http.Cancellable;
import io.gatehouse.http.ClientRequest;
import io.gatehouse.http.Deadlines;
import io.gatehouse.http.Headers;
import io.gatehouse.http.HttpFailure;
import io.gatehouse.http.MediaTypes;
import io.gatehouse.http.ResponseHandler;
import io.gatehouse.http.ServerSentEvent;
import io.gatehouse.protocol.Failure.Outcome;
import io.gatehouse.upstream.call.CallFailure.Kind;
import io.gatehouse.upstream.call.Deadline;
import io.gatehouse.upstream.settings.RetryBounds;
import io.gatehouse.upstream.settings.UnfitCallerException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Goes on with the answer of a legacy server after its stream was closed: a GET with `Last-Event-ID`,
/// as often as the server closes it, but not for ever (2025-11-25, Streamable HTTP, resumability).
final class Resumption implements ResponseHandler {
    private static final long DEFAULT_RETRY_MILLIS = 1_000;
    private static final long MIN_RETRY_MILLIS = 50;

    private final StreamableCall call;
    private final StreamableConnection connection;
    private final LegacySession session;
    private final Deadline deadline;
    private int fruitless;
    private int status;
    private boolean streaming;
    private volatile @Nullable Cancellable waiting;

    Resumption(StreamableCall call, StreamableConnection connection, LegacySession session, Deadline deadline) {
        this.call = call;
        this.connection = connection;
        this.session = session;
        this.deadline = deadline;
    }

    /// Asks for what follows an event, after the time that the server wants.
    void again(String lastEventId, @Nullable Long retryMillis) {
        RetryBounds bounds = connection.endpoint().bounds().retries();
        if (++fruitless > bounds.resumptions()) {
            broken("it closed the stream " + fruitless + " times without sending anything");
            return;
        }
        long wait = retryMillis == null ? DEFAULT_RETRY_MILLIS : retryMillis;
        wait = Math.max(MIN_RETRY_MILLIS, Math.min(wait, bounds.most().toMillis()));
        waiting = connection.endpoint().timers().after(Duration.ofMillis(wait), () -> get(lastEventId));
        if (call.over()) {
            cancel();
        }
    }

    void cancel() {
        Cancellable planned = waiting;
        if (planned != null) {
            planned.cancel();
        }
    }

    private void get(String lastEventId) {
        if (call.over()) {
            return;
        }
        Duration left = deadline.left();
        if (left != null && left.isZero()) {
            call.timedOut();
            return;
        }
        HttpEndpoint endpoint = connection.endpoint();
        LegacySession own;
        try {
            own = connection.as(session, call.outgoing());
        } catch (UnfitCallerException unfit) {
            call.end(Unfit.failure(endpoint.server(), unfit, Outcome.SENT_OUTCOME_UNKNOWN));
            return;
        }
        var request = new ClientRequest(
                "GET", endpoint.target(), own.streaming(lastEventId), null, new Deadlines(null, null, left));
        call.carriedBy(endpoint.client().send(request, this));
    }

    @Override
    public BodyMode head(int status, Headers headers) {
        this.status = status;
        streaming = status == 200 && MediaTypes.isEventStream(headers.get("content-type"));
        return streaming ? BodyMode.EVENTS : BodyMode.DISCARD;
    }

    @Override
    public void whole(byte[] body) {}

    @Override
    public void event(ServerSentEvent event) {
        fruitless = 0;
        call.event(event);
    }

    @Override
    public void end() {
        if (streaming) {
            call.streamEnded(null);
        } else {
            broken("it closed the stream before the answer and does not resume it (" + status + ")");
        }
    }

    @Override
    public void failed(HttpFailure failure) {
        switch (failure.kind()) {
            case CLOSED, CONNECT, CONNECT_TIMEOUT -> call.streamEnded(failure);
            case TOTAL_TIMEOUT, FIRST_BYTE_TIMEOUT -> call.timedOut();
            case TLS, TOO_LARGE, NO_ROOM, PROTOCOL ->
                call.end(HttpProblems.failed(connection.endpoint(), failure, true));
        }
    }

    private void broken(String happened) {
        String remedy = HttpProblems.brokenRemedy(connection.endpoint());
        call.fail(Kind.BROKEN_OFF, happened, remedy, Outcome.SENT_OUTCOME_UNKNOWN);
    }
}
