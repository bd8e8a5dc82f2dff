package io.gatehouse.upstream.transport;

import io.gatehouse.http.BodyMode;
import io.gatehouse.http.ClientCall;
import io.gatehouse.http.ClientRequest;
import io.gatehouse.http.Deadlines;
import io.gatehouse.http.Header;
import io.gatehouse.http.Headers;
import io.gatehouse.http.HttpFailure;
import io.gatehouse.http.MediaTypes;
import io.gatehouse.http.ResponseHandler;
import io.gatehouse.http.ServerSentEvent;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Slice;
import io.gatehouse.upstream.reading.ServerMessage;
import io.gatehouse.upstream.reading.ServerReader;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/// One request of the handshake over HTTP, for a virtual thread that waits for its answer.
final class HttpQuestion implements ResponseHandler {
    private static final byte[] EMPTY = {};

    private final HttpEndpoint endpoint;
    private final ServerReader reader;
    private final CompletableFuture<Answer> answer = new CompletableFuture<>();
    private int status;
    private Headers headers = Headers.none();

    private HttpQuestion(HttpEndpoint endpoint) {
        this.endpoint = endpoint;
        this.reader = new ServerReader(endpoint.bounds().answerDepth(), warning -> {});
    }

    /// What came.
    ///
    /// @param response the response of the protocol in it, or null
    /// @param body the body when it was no event stream
    record Answer(int status, Headers headers, @Nullable Response response, byte[] body) {
        boolean ok() {
            return status >= 200 && status < 300;
        }
    }

    /// Sends a message and waits.
    ///
    /// @throws HttpFailure when there is no complete answer
    static Answer post(HttpEndpoint endpoint, List<Header> headers, byte[] message, Duration timeout)
            throws HttpFailure {
        HttpQuestion question = new HttpQuestion(endpoint);
        ClientCall call = endpoint.client()
                .send(
                        new ClientRequest(
                                "POST",
                                endpoint.target(),
                                Headers.of(headers),
                                message,
                                new Deadlines(timeout, null, timeout)),
                        question);
        try {
            return question.answer.get();
        } catch (InterruptedException interrupted) {
            call.cancel();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", interrupted);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof HttpFailure failure) {
                throw failure;
            }
            throw new IllegalStateException(failed.getCause());
        } finally {
            call.cancel();
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
        return status >= 200 && status < 300 && MediaTypes.isEventStream(headers.get("content-type"))
                ? BodyMode.EVENTS
                : BodyMode.WHOLE;
    }

    @Override
    public void whole(byte[] body) {
        answer.complete(new Answer(status, headers, body.length == 0 ? null : response(Slice.of(body)), body));
    }

    @Override
    public void event(ServerSentEvent event) {
        Response response = event.data().length == 0 ? null : response(Slice.of(event.data()));
        if (response != null) {
            answer.complete(new Answer(status, headers, response, EMPTY));
        }
    }

    @Override
    public void end() {
        answer.complete(new Answer(status, headers, null, EMPTY));
    }

    @Override
    public void failed(HttpFailure failure) {
        answer.completeExceptionally(failure);
    }

    /// The first response in what came.
    private @Nullable Response response(Slice bytes) {
        for (Slice one : reader.each(bytes)) {
            if (reader.read(one) instanceof ServerMessage.Known known && known.message() instanceof Response response) {
                return response;
            }
        }
        return null;
    }
}
