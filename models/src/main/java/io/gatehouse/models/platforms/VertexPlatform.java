package io.gatehouse.models.platforms;

import io.gatehouse.http.ResponseHandler;
import io.gatehouse.models.ApiException;
import io.gatehouse.models.ErrorAnswer;
import io.gatehouse.models.ModelRequest;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Splice;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Claude on Google's Vertex AI: `rawPredict`, `streamRawPredict` and `count-tokens`.
final class VertexPlatform implements Platform {
    private static final String MESSAGES = "/v1/messages";
    private static final String COUNT = "/v1/messages/count_tokens";
    private static final Set<String> IN_THE_BODY = Set.of("anthropic-version");
    private static final String VERSION = "vertex-2023-10-16";

    private final URI base;
    private final String publisher;
    private final Map<String, String> models;

    /// @param base of the API with its version, for example `https://aiplatform.googleapis.com/v1`
    /// @param models names on Vertex AI by names in requests; a name that is not here is sent as it is
    /// @throws ApiException if project or location cannot stand in an address
    VertexPlatform(URI base, String project, String location, Map<String, String> models) throws ApiException {
        this.base = base;
        this.models = models;
        publisher = "/projects/" + PlatformPath.segment("project", project) + "/locations/"
                + PlatformPath.segment("location", location) + "/publishers/anthropic/models/";
    }

    /// Where the API of a location is: `global`, a multi-region (`us`, `eu`) or a region.
    static URI base(String location) {
        return URI.create(
                switch (location) {
                    case "global" -> "https://aiplatform.googleapis.com/v1";
                    case "us", "eu" -> "https://aiplatform." + location + ".rep.googleapis.com/v1";
                    default -> "https://" + location + "-aiplatform.googleapis.com/v1";
                });
    }

    @Override
    public Set<String> models() {
        return models.keySet();
    }

    @Override
    public PlatformRequest request(ModelRequest request) throws ApiException {
        String path = PlatformPath.plain(request.path());
        boolean counting = path.equals(COUNT);
        if (!request.method().equals("POST") || (!counting && !path.equals(MESSAGES))) {
            throw PlatformPath.unavailable("Google Vertex AI", request);
        }
        List<String> betas = PlatformHeaders.betas(request, PlatformHeaders.OTHER_NAMES);
        String model = models.getOrDefault(request.model(), request.model());
        String method = counting
                ? "count-tokens:rawPredict"
                : PlatformPath.segment("model", model) + (request.stream() ? ":streamRawPredict" : ":rawPredict");
        URI uri = PlatformPath.below(base, publisher + method);
        return new PlatformRequest(
                "POST", uri, PlatformHeaders.sent(request, betas, IN_THE_BODY), body(request, model, counting));
    }

    /// The version stands in the body, the betas in the header. The model is said by the address, but
    /// where tokens are counted by the body.
    private byte[] body(ModelRequest request, String model, boolean counting) throws ApiException {
        ObjectView body = PlatformBody.read(request);
        Map<String, byte @Nullable []> changes = new LinkedHashMap<>();
        if (!counting) {
            changes.put("model", null);
        } else if (!model.equals(body.string("model"))) {
            changes.put("model", Json.quoted(model));
        }
        if (!body.has("anthropic_version")) {
            changes.put("anthropic_version", Json.quoted(PlatformBody.version(request, VERSION)));
        }
        changes.put("anthropic_beta", null);
        return new Splice(body.whole()).change(body, changes).toBytes();
    }

    @Override
    public ResponseHandler answer(ModelRequest request, ResponseHandler answer, Runnable cancel) {
        return new ErrorAnswer(
                (status, headers, body) -> CloudErrors.read("Google Vertex AI", status, body), answer, answer);
    }
}
