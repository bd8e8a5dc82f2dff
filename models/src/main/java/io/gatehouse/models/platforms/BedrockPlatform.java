package io.gatehouse.models.platforms;

import io.gatehouse.http.ResponseHandler;
import io.gatehouse.models.ApiException;
import io.gatehouse.models.ErrorAnswer;
import io.gatehouse.models.ModelRequest;
import io.gatehouse.models.RenamedHeaders;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Claude on the runtime API of Amazon Bedrock: `InvokeModel`, `InvokeModelWithResponseStream`,
/// `CountTokens`.
final class BedrockPlatform implements Platform {
    private static final String MESSAGES = "/v1/messages";
    private static final String COUNT = "/v1/messages/count_tokens";
    private static final Set<String> IN_THE_BODY = Set.of("anthropic-version", "anthropic-user-profile-id");

    private final URI base;
    private final Map<String, String> models;
    private final int largestFrame;

    /// @param base of the API, without a path or with the path of a proxy
    /// @param models names on Bedrock by names in requests; a name that is not here is sent as it is
    /// @param largestFrame of a stream, in bytes
    BedrockPlatform(URI base, Map<String, String> models, int largestFrame) {
        this.largestFrame = largestFrame;
        this.base = base;
        this.models = models;
    }

    @Override
    public Set<String> models() {
        return models.keySet();
    }

    @Override
    public PlatformRequest request(ModelRequest request) throws ApiException {
        boolean counting = PlatformPath.plain(request.path()).equals(COUNT);
        if (!request.method().equals("POST")
                || (!counting && !PlatformPath.plain(request.path()).equals(MESSAGES))) {
            throw PlatformPath.unavailable("Amazon Bedrock", request);
        }
        List<String> betas = PlatformHeaders.betas(request, PlatformHeaders.OTHER_NAMES);
        String model = PlatformPath.segment("model", models.getOrDefault(request.model(), request.model()));
        byte[] body = BedrockBody.of(request, betas, counting);
        String action = counting ? "count-tokens" : request.stream() ? "invoke-with-response-stream" : "invoke";
        URI uri = PlatformPath.below(base, "/model/" + model + "/" + action);
        return new PlatformRequest("POST", uri, PlatformHeaders.sent(request, List.of(), IN_THE_BODY), body);
    }

    @Override
    public ResponseHandler answer(ModelRequest request, ResponseHandler answer, Runnable cancel) {
        ResponseHandler good;
        if (PlatformPath.plain(request.path()).equals(COUNT)) {
            good = new BedrockCount(answer);
        } else if (request.stream()) {
            good = new BedrockStream(answer, cancel, largestFrame);
        } else {
            good = new RenamedHeaders(answer);
        }
        return new ErrorAnswer(BedrockErrors::read, good, answer);
    }
}
