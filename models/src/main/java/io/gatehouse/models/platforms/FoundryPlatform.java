package io.gatehouse.models.platforms;

import io.gatehouse.http.Header;
import io.gatehouse.http.ResponseHandler;
import io.gatehouse.models.ApiBase;
import io.gatehouse.models.ApiException;
import io.gatehouse.models.ErrorAnswer;
import io.gatehouse.models.ModelRequest;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Splice;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Claude on Microsoft Foundry: Anthropic's own API below the address of a resource, with other errors
/// at its door.
final class FoundryPlatform implements Platform {
    private static final String PATHS = "/v1/messages";

    private final URI base;
    private final Map<String, String> models;

    /// @param base of the resource, for example `https://NAME.services.ai.azure.com/anthropic`
    /// @param models names of deployments by names in requests; a name that is not here is sent as it is
    FoundryPlatform(URI base, Map<String, String> models) {
        this.base = URI.create(ApiBase.of(base));
        this.models = models;
    }

    @Override
    public Set<String> models() {
        return models.keySet();
    }

    @Override
    public PlatformRequest request(ModelRequest request) throws ApiException {
        String path = PlatformPath.plain(request.path());
        if (!request.method().equals("POST") || (!path.equals(PATHS) && !path.equals(PATHS + "/count_tokens"))) {
            throw PlatformPath.unavailable("Microsoft Foundry", request);
        }
        List<String> betas = PlatformHeaders.betas(request, Map.of());
        List<Header> headers = PlatformHeaders.sent(request, betas, Set.of());
        return new PlatformRequest("POST", PlatformPath.below(base, path), headers, body(request));
    }

    private byte[] body(ModelRequest request) throws ApiException {
        String model = models.get(request.model());
        if (model == null) {
            return request.body();
        }
        ObjectView body = PlatformBody.read(request);
        return new Splice(body.whole())
                .change(body, Map.of("model", Json.quoted(model)))
                .toBytes();
    }

    @Override
    public ResponseHandler answer(ModelRequest request, ResponseHandler answer, Runnable cancel) {
        return new ErrorAnswer(
                (status, headers, body) -> CloudErrors.read("Microsoft Foundry", status, body), answer, answer);
    }
}
