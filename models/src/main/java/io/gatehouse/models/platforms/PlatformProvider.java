package io.gatehouse.models.platforms;

import io.gatehouse.http.ClientCall;
import io.gatehouse.http.ClientRequest;
import io.gatehouse.http.Header;
import io.gatehouse.http.Headers;
import io.gatehouse.http.HttpClient;
import io.gatehouse.http.ResponseHandler;
import io.gatehouse.models.ApiError;
import io.gatehouse.models.ApiException;
import io.gatehouse.models.Authorizer;
import io.gatehouse.models.ModelRequest;
import io.gatehouse.models.Provider;
import io.gatehouse.models.SentKeys;
import io.gatehouse.models.SharedAnswer;
import io.gatehouse.models.WholeAnswer;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/// Models that a cloud platform serves: Amazon Bedrock, Google Vertex AI or Microsoft Foundry.
final class PlatformProvider implements Provider {
    private static final System.Logger LOG = System.getLogger(PlatformProvider.class.getName());
    /// Signing more than this takes longer than an event loop may be held up.
    private static final int SMALL = 256 << 10;
    private static final String LOGGED = "The gateway's log says why.";

    private final String name;
    private final HttpClient client;
    private final Platform platform;
    private final Authorizer authorizer;

    /// @param name of the provider in the configuration
    PlatformProvider(String name, HttpClient client, Platform platform, Authorizer authorizer) {
        this.name = name;
        this.client = client;
        this.platform = platform;
        this.authorizer = authorizer;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Set<String> models() {
        return platform.models();
    }

    @Override
    public boolean verbatim() {
        return false;
    }

    @Override
    public ClientCall send(ModelRequest request, ResponseHandler answer) {
        PlatformCall call = new PlatformCall();
        if (authorizer.ready() && request.body().length <= SMALL) {
            start(call, request, answer);
        } else {
            Thread.ofVirtual().name("provider " + name).start(() -> start(call, request, answer));
        }
        return call;
    }

    private void start(PlatformCall call, ModelRequest request, ResponseHandler answer) {
        try {
            PlatformRequest adapted = platform.request(request);
            List<Header> headers = authorized(adapted);
            ClientRequest sent =
                    new ClientRequest(adapted.method(), adapted.uri(), headers, adapted.body(), request.deadlines());
            ResponseHandler shared = new SharedAnswer(answer, () -> SentKeys.of(headers));
            call.start(() -> client.send(sent, platform.answer(request, shared, call::cancel)));
        } catch (ApiException refused) {
            say(call, answer, refused.error());
        } catch (IOException noCredentials) {
            ApiError error = ApiError.api("The gateway has no usable credentials for the provider " + name + " now.");
            say(call, answer, error.withProblem(PlatformErrors.sentence(String.valueOf(noCredentials.getMessage()))));
        } catch (RuntimeException | LinkageError | VirtualMachineError failed) {
            LOG.log(System.Logger.Level.ERROR, "the provider " + name + " cannot be used", failed);
            say(
                    call,
                    answer,
                    ApiError.api("The provider " + name + " cannot be used.").withRemedy(LOGGED));
        }
    }

    /// The libraries of platforms throw what they like, and whoever asked must hear of it all the same.
    private List<Header> authorized(PlatformRequest request) throws IOException {
        try {
            return authorizer.authorize(request);
        } catch (RuntimeException | LinkageError | VirtualMachineError failed) {
            LOG.log(System.Logger.Level.ERROR, "the credentials of the provider " + name + " cannot be used", failed);
            throw new IOException("its credentials cannot be used: " + failed.getMessage(), failed);
        }
    }

    /// Never in the middle of [#send]: whoever called it does not know the call yet.
    private static void say(PlatformCall call, ResponseHandler answer, ApiError error) {
        Thread.ofVirtual().start(() -> {
            if (!call.cancelled()) {
                WholeAnswer.give(error, Headers.none(), answer);
            }
        });
    }
}
