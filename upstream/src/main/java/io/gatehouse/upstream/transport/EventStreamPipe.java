package io.gatehouse.upstream.transport;

import io.gatehouse.http.BodyMode;
import io.gatehouse.http.ClientCall;
import io.gatehouse.http.ClientRequest;
import io.gatehouse.http.Deadlines;
import io.gatehouse.http.Header;
import io.gatehouse.http.Headers;
import io.gatehouse.http.HttpClient;
import io.gatehouse.http.HttpFailure;
import io.gatehouse.http.MediaTypes;
import io.gatehouse.http.ResponseHandler;
import io.gatehouse.http.ServerSentEvent;
import io.gatehouse.http.Target;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.Failure.Outcome;
import io.gatehouse.protocol.Slice;
import io.gatehouse.upstream.call.CallFailure;
import io.gatehouse.upstream.call.CallFailure.Kind;
import io.gatehouse.upstream.settings.UnfitCallerException;
import io.gatehouse.upstream.transport.ConnectFailure.Evidence;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// HTTP+SSE of 2024-11-05: one event stream for all that the server sends, and an address that it names
/// there for all that it gets.
final class EventStreamPipe implements Pipe, ResponseHandler {
    /// How long the server may take to accept a message.
    private static final Duration POSTING = Duration.ofMinutes(1);

    private final HttpEndpoint endpoint;
    private final Duration timeout;
    private final Caller behalf;
    private final CompletableFuture<Target> address = new CompletableFuture<>();
    private volatile @Nullable DuplexConnection connection;
    private volatile @Nullable ClientCall stream;
    private volatile @Nullable String cookies;
    private int status;
    private boolean streaming;
    private Headers headers = Headers.none();

    /// @param behalf on whose behalf it is opened
    EventStreamPipe(HttpEndpoint endpoint, Duration timeout, Caller behalf) {
        this.behalf = behalf;
        this.endpoint = endpoint;
        this.timeout = timeout;
    }

    /// Opens the stream and waits for the address.
    void open(DuplexConnection receiver) throws ConnectFailure {
        connection = receiver;
        List<Header> fields = new ArrayList<>(List.of(new Header("Accept", "text/event-stream")));
        fields.addAll(endpoint.credentials(behalf));
        var request = new ClientRequest(
                "GET", endpoint.target(), Headers.of(fields), null, new Deadlines(timeout, timeout, null));
        stream = endpoint.client().send(request, this);
        try {
            address.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException slow) {
            close();
            throw new ConnectFailure(
                    Evidence.OTHER_ERA,
                    "server " + endpoint.server() + " opened an event stream but named no endpoint within "
                            + timeout.toMillis() + " ms",
                    "check that the `url` is the one of its event stream");
        } catch (ExecutionException failed) {
            close();
            if (failed.getCause() instanceof ConnectFailure failure) {
                throw failure;
            }
            throw new IllegalStateException(failed.getCause());
        } catch (InterruptedException interrupted) {
            close();
            Thread.currentThread().interrupt();
            throw new ConnectFailure(Evidence.OUTAGE, "interrupted", "try again");
        }
    }

    @Override
    public void send(byte[] message, @Nullable Caller caller, Consumer<CallFailure> undelivered) {
        Target target = address.getNow(null);
        if (target == null) {
            throw new IllegalStateException("no endpoint yet");
        }
        List<Header> fields = new ArrayList<>(List.of(LegacySession.JSON));
        try {
            List<Header> credentials = caller == null ? endpoint.credentials(behalf) : endpoint.credentialsOf(caller);
            fields.addAll(SessionCookies.with(credentials, cookies));
        } catch (UnfitCallerException unfit) {
            undelivered.accept(Unfit.failure(endpoint.server(), unfit, Outcome.NOT_SENT));
            return;
        }
        var request =
                new ClientRequest("POST", target, Headers.of(fields), message, new Deadlines(timeout, null, POSTING));
        endpoint.client().send(request, new Posted(undelivered));
    }

    @Override
    public void close() {
        ClientCall open = stream;
        if (open != null) {
            open.cancel();
        }
    }

    @Override
    public void redirected(String path) {
        endpoint.redirected(path);
    }

    @Override
    public BodyMode head(int status, Headers headers) {
        this.status = status;
        this.headers = headers;
        streaming = status == 200 && MediaTypes.isEventStream(headers.get("content-type"));
        cookies = SessionCookies.of(headers);
        return streaming ? BodyMode.EVENTS : BodyMode.WHOLE;
    }

    @Override
    public void whole(byte[] body) {
        boolean redirect = status >= 300 && status < 400;
        boolean outage = redirect || status == 401 || status == 403 || status == 429 || status >= 500;
        address.completeExceptionally(ConnectFailure.of(
                outage ? Evidence.OUTAGE : Evidence.OTHER_ERA,
                HttpProblems.refused(endpoint, status, headers, body),
                null));
    }

    @Override
    public void event(ServerSentEvent event) {
        DuplexConnection receiver = connection;
        if ("endpoint".equals(event.event())) {
            named(new String(event.data(), StandardCharsets.UTF_8));
        } else if (receiver != null && event.data().length > 0 && address.isDone()) {
            receiver.receive(Slice.of(event.data()));
        }
    }

    @Override
    public void end() {
        ended("it closed its event stream");
    }

    @Override
    public void failed(HttpFailure failure) {
        address.completeExceptionally(
                ConnectFailure.of(Evidence.OUTAGE, HttpProblems.failed(endpoint, failure, streaming), failure));
        ended(String.valueOf(failure.getMessage()));
    }

    private void ended(String problem) {
        address.completeExceptionally(new ConnectFailure(
                Evidence.OTHER_ERA,
                "server " + endpoint.server() + ": " + problem + " before it named an endpoint",
                "check that the `url` is the one of its event stream"));
        DuplexConnection receiver = connection;
        if (receiver != null) {
            receiver.ended(problem);
        }
    }

    /// The address must lie where the stream came from: credentials go nowhere else.
    private void named(String text) {
        if (address.isDone()) {
            return;
        }
        try {
            Target target = HttpClient.target(resolved(endpoint.url(), text.strip()));
            if (!target.toString().equals(endpoint.target().toString())) {
                throw new IllegalArgumentException("it has another origin, " + target);
            }
            address.complete(target);
        } catch (IllegalArgumentException unfit) {
            address.completeExceptionally(new ConnectFailure(
                    Evidence.OUTAGE,
                    "server " + endpoint.server() + " named an endpoint that cannot be used: " + unfit.getMessage(),
                    "set `url` to the real address of the server; messages go to its origin only"));
        }
    }

    /// The server does not know the address any more that it named on this stream: another stream is opened.
    private void forgotten(CallFailure refusal, Consumer<CallFailure> undelivered) {
        String happened = "it no longer knows the session of its event stream";
        undelivered.accept(CallFailure.of(Kind.FORGOTTEN, endpoint.server(), Outcome.NOT_SENT, refusal.operator()));
        DuplexConnection receiver = connection;
        if (receiver != null) {
            receiver.ended(happened);
        }
    }

    /// As RFC 3986 says; [URI#resolve] drops the last part of the path for a query alone, and needs a path.
    private static URI resolved(URI base, String reference) {
        URI whole = base.getRawPath().isEmpty() ? base.resolve("/") : base;
        return whole.resolve(reference.startsWith("?") ? whole.getRawPath() + reference : reference);
    }

    /// A message was posted; only a refusal matters.
    private final class Posted implements ResponseHandler {
        private final Consumer<CallFailure> undelivered;
        private int status;
        private Headers headers = Headers.none();

        Posted(Consumer<CallFailure> undelivered) {
            this.undelivered = undelivered;
        }

        @Override
        public BodyMode head(int status, Headers headers) {
            this.status = status;
            this.headers = headers;
            return status >= 300 ? BodyMode.WHOLE : BodyMode.DISCARD;
        }

        @Override
        public void whole(byte[] body) {
            CallFailure refusal = HttpProblems.refused(endpoint, status, headers, body);
            if (status == 404 || status == 410 || status == 400 && SessionError.in(body)) {
                forgotten(refusal, undelivered);
            } else {
                undelivered.accept(refusal);
            }
        }

        @Override
        public void failed(HttpFailure failure) {
            if (failure.kind() != HttpFailure.Kind.TOTAL_TIMEOUT) {
                undelivered.accept(HttpProblems.failed(endpoint, failure, false));
            }
        }
    }
}
