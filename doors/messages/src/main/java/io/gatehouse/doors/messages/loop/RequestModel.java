package io.gatehouse.doors.messages.loop;

import io.gatehouse.doors.messages.api.RequestHeaders;
import io.gatehouse.http.ClientCall;
import io.gatehouse.http.Deadlines;
import io.gatehouse.http.Header;
import io.gatehouse.http.HttpFailure;
import io.gatehouse.http.ResponseHandler;
import io.gatehouse.models.ModelRequest;
import io.gatehouse.models.Provider;
import io.gatehouse.models.ProviderProblems;
import io.gatehouse.models.RoutedCall;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// The model that a request asks for.
///
/// @param name as the request names it
/// @param headers that the provider may see
/// @param withheld what else the caller sent, for a provider that is set to pass it on
/// @param asked how often it was asked so far
record RequestModel(Provider provider, String name, List<Header> headers, List<Header> withheld, AtomicInteger asked) {
    static final String MESSAGES = "/v1/messages";
    static final String COUNT_TOKENS = "/v1/messages/count_tokens";
    private static final String IDEMPOTENCY_KEY = "idempotency-key";

    /// The model of a request with these headers.
    static RequestModel of(Provider provider, String name, RequestHeaders headers) {
        // What is looked into here must not be compressed by agreement between others.
        List<Header> sent = headers.sent().stream()
                .filter(header -> !header.name().equalsIgnoreCase("accept-encoding"))
                .toList();
        return new RequestModel(provider, name, sent, headers.withheld(), new AtomicInteger());
    }

    /// Asks it.
    ClientCall send(String path, byte[] body, boolean stream, Deadlines deadlines, ResponseHandler answer) {
        return provider.send(
                new ModelRequest("POST", path, numbered(), body, name, stream, deadlines, withheld), answer);
    }

    /// The headers of the next call. A key that makes repeating safe is the client's for its one request, while the
    /// model is asked several things: each gets a key of its own, the same ones when the client tries again.
    private List<Header> numbered() {
        int number = asked.incrementAndGet();
        return headers.stream()
                .map(header -> number > 1 && header.name().equalsIgnoreCase(IDEMPOTENCY_KEY)
                        ? new Header(header.name(), header.value() + "-" + number)
                        : header)
                .toList();
    }

    /// Why there is no answer.
    ///
    /// @param cause what the call failed with
    ModelFailure failure(@Nullable Throwable cause, ClientCall call) {
        return switch (cause) {
            case ModelFailure told -> told;
            case HttpFailure broken -> ModelFailure.of(ProviderProblems.of(provider(call), broken));
            case null, default -> throw new IllegalStateException("the model's answer could not be taken", cause);
        };
    }

    /// Who answers a call: of several providers the one that was asked last.
    String provider(ClientCall call) {
        return call instanceof RoutedCall routed ? routed.provider() : provider.name();
    }

    /// Asks it and waits for the whole answer.
    ///
    /// @throws ModelFailure if there is none with status 200
    ProviderAnswer ask(String path, byte[] body, Deadlines deadlines) throws ModelFailure, InterruptedException {
        ProviderAnswer.Collector collector = new ProviderAnswer.Collector();
        ClientCall call = send(path, body, false, deadlines, collector);
        try {
            return collector.answer().get();
        } catch (ExecutionException failed) {
            throw failure(failed.getCause(), call);
        } catch (InterruptedException gone) {
            call.cancel();
            throw gone;
        }
    }
}
