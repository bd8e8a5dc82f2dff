package io.gatehouse.upstream.transport;

import io.gatehouse.http.BodyMode;
import io.gatehouse.http.Cancellable;
import io.gatehouse.http.ClientCall;
import io.gatehouse.http.ClientRequest;
import io.gatehouse.http.Deadlines;
import io.gatehouse.http.Headers;
import io.gatehouse.http.HttpFailure;
import io.gatehouse.http.MediaTypes;
import io.gatehouse.http.ResponseHandler;
import io.gatehouse.http.ServerSentEvent;
import io.gatehouse.protocol.Backoff;
import io.gatehouse.protocol.Message;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Slice;
import io.gatehouse.upstream.reading.ServerMessage;
import io.gatehouse.upstream.reading.ServerReader;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// The GET stream of a legacy server, on which it sends what belongs to no request; opened again
/// whenever it ends. A server that offers none (405) is left alone.
final class NotificationStream implements ResponseHandler {
    private static final long STEADY_NANOS = Duration.ofSeconds(10).toNanos();

    private final StreamableConnection connection;
    private final Backoff backoff;
    private final CompletableFuture<Void> answered = new CompletableFuture<>();
    private @Nullable LegacySession session;
    private @Nullable String lastEventId;
    private @Nullable Long retryMillis;
    private int status;
    private boolean streaming;
    private boolean streamedBefore;
    private boolean sparing;
    private boolean renewedCredentials;
    private long opened;
    private volatile @Nullable ClientCall call;
    private volatile @Nullable Cancellable waiting;
    private volatile boolean closed;

    NotificationStream(StreamableConnection connection) {
        this.connection = connection;
        this.backoff = connection.endpoint().bounds().retries().backoff();
    }

    void open() {
        LegacySession current = connection.session();
        if (closed || current == null) {
            return;
        }
        session = current;
        status = 0;
        streaming = false;
        HttpEndpoint endpoint = connection.endpoint();
        var request = new ClientRequest(
                "GET", endpoint.target(), connection.asGateway(current).streaming(lastEventId), null, Deadlines.none());
        call = endpoint.client().send(request, this);
        if (closed) {
            close();
        }
    }

    /// Completes when the server has answered or failed to for the first time.
    CompletableFuture<Void> answered() {
        return answered.copy();
    }

    void close() {
        closed = true;
        answered.complete(null);
        ClientCall running = call;
        if (running != null) {
            running.cancel();
        }
        Cancellable planned = waiting;
        if (planned != null) {
            planned.cancel();
        }
    }

    @Override
    public BodyMode head(int status, Headers headers) {
        this.status = status;
        streaming = status == 200 && MediaTypes.isEventStream(headers.get("content-type"));
        opened = System.nanoTime();
        answered.complete(null);
        if (streaming && streamedBefore) {
            connection.events().outdated();
        }
        streamedBefore |= streaming;
        renewedCredentials &= !streaming;
        sparing = headers.get("retry-after") != null;
        BodyMode refusal = status == 400 ? BodyMode.WHOLE : BodyMode.DISCARD;
        return streaming ? BodyMode.EVENTS : refusal;
    }

    /// Some servers say with 400 and words that they do not know the session.
    @Override
    public void whole(byte[] body) {
        LegacySession current = session;
        if (streamedBefore && current != null && current.id() != null && SessionError.in(body)) {
            renew(current, false);
        } else if (streamedBefore) {
            reopen();
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
        if (closed || event.data().length == 0) {
            return;
        }
        ServerReader reader = connection.reader();
        for (Slice one : reader.each(Slice.of(event.data()))) {
            if (reader.read(one) instanceof ServerMessage.Known known) {
                taken(known.message());
            } else {
                System.getLogger(NotificationStream.class.getName())
                        .log(
                                System.Logger.Level.DEBUG,
                                "server " + connection.endpoint().server() + " sent something other than a message");
            }
        }
    }

    private void taken(Message message) {
        switch (message) {
            case Response late -> {}
            case Notification progress
            when progress.method().equals(Method.PROGRESS) -> connection.progressed(progress);
            case Notification notification -> connection.events().notification(notification, List.of());
            case Request asked ->
                connection.events().asked(asked, answer -> connection.post(Messages.answer(answer, asked)), List.of());
        }
    }

    @Override
    public void end() {
        LegacySession current = session;
        boolean refused = streamedBefore && !streaming && current != null && current.id() != null;
        if (refused && status == 401 && connection.endpoint().renewable() && !renewedCredentials) {
            renewedCredentials = true;
            connection.endpoint().renewLater().thenRun(this::open);
        } else if (refused && current != null && lost()) {
            renew(current, status == 401 || status == 503);
        } else if (streaming || status == 429 || status >= 500 || streamedBefore && status != 405) {
            reopen();
        }
    }

    /// Whether the answer may mean that the server has forgotten the session, as it may for a call.
    private boolean lost() {
        return switch (status) {
            case 404, 410 -> true;
            case 401 -> !connection.endpoint().credentialOfRequest();
            case 503 -> !sparing;
            default -> false;
        };
    }

    /// Another session opens another stream. Without one this is tried again.
    private void renew(LegacySession current, boolean doubtful) {
        if (closed) {
            return;
        }
        (doubtful ? connection.renewOnDoubt(current) : connection.renew(current)).whenComplete((made, failure) -> {
            if (failure != null) {
                reopen();
            }
        });
    }

    @Override
    public void failed(HttpFailure failure) {
        answered.complete(null);
        if (failure.kind() == HttpFailure.Kind.CONNECT) {
            connection.events().suspect();
        }
        reopen();
    }

    private void reopen() {
        if (closed) {
            return;
        }
        if (streaming && System.nanoTime() - opened > STEADY_NANOS) {
            backoff.reset();
        }
        Duration wait = backoff.next();
        Long wanted = retryMillis;
        if (wanted != null && streaming) {
            long most = connection.endpoint().bounds().retries().most().toMillis();
            wait = Duration.ofMillis(Math.max(wait.toMillis(), Math.min(wanted, most)));
        }
        waiting = connection.endpoint().timers().after(wait, this::open);
        if (closed) {
            close();
        }
    }
}
