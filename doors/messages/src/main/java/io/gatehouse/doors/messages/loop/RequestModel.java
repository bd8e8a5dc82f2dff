package io.gatehouse.doors.messages.loop;

import io.gatehouse.doors.messages.api.RequestHeaders;
import io.gatehouse.doors.messages.providers.ModelRequest;
import io.gatehouse.doors.messages.providers.Provider;
import io.gatehouse.doors.messages.providers.ProviderProblems;
import io.gatehouse.doors.messages.providers.RoutedCall;
import io.gatehouse.http.ClientCall;
import io.gatehouse.http.Deadlines;
import io.gatehouse.http.Header;
import io.gatehouse.http.HttpFailure;
import io.gatehouse.http.ResponseHandler;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/// The model that a request asks for.
///
/// @param name as the request names it
/// @param headers that the provider may see
/// @param credentials of the caller, for a provider that wants them
record RequestModel(Provider provider, String name, List<Header> headers, List<Header> credentials) {
    static final String MESSAGES = "/v1/messages";
    static final String COUNT_TOKENS = "/v1/messages/count_tokens";

    /// The model of a request with these headers.
    static RequestModel of(Provider provider, String name, RequestHeaders headers) {
        // What is looked into here must not be compressed by agreement between others.
        List<Header> sent = headers.sent().stream()
                .filter(header -> !header.name().equalsIgnoreCase("accept-encoding"))
                .toList();
        return new RequestModel(provider, name, sent, headers.credentials());
    }

    /// Asks it.
    ClientCall send(String path, byte[] body, boolean stream, Deadlines deadlines, ResponseHandler answer) {
        return provider.send(
                new ModelRequest("POST", path, headers, body, name, stream, deadlines, credentials), answer);
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
