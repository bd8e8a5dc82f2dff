package io.gatehouse.models.platforms;

import io.gatehouse.models.ApiException;
import io.gatehouse.models.ModelRequest;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Splice;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The body of a request as Bedrock takes it. Only what differs is edited; every other byte stays.
final class BedrockBody {
    private static final String VERSION = "bedrock-2023-05-31";

    private BedrockBody() {}

    /// The model and whether to stream are said by the address, version, betas and profile by the body.
    ///
    /// @param counting whether the tokens are to be counted only; `CountTokens` takes a body inside
    ///     its own
    static byte[] of(ModelRequest request, List<String> betas, boolean counting) throws ApiException {
        ObjectView body = PlatformBody.read(request);
        Map<String, byte @Nullable []> changes = new LinkedHashMap<>();
        changes.put("model", null);
        changes.put("stream", null);
        if (!body.has("anthropic_version")) {
            changes.put("anthropic_version", Json.quoted(PlatformBody.version(request, VERSION)));
        }
        // What a client wrote here itself could hold what must not go out.
        changes.put("anthropic_beta", betas.isEmpty() ? null : array(betas));
        String profile = PlatformHeaders.header(request, "anthropic-user-profile-id");
        if (profile != null && !body.has("user_profile_id")) {
            changes.put("user_profile_id", Json.quoted(profile));
        }
        if (counting && !body.has("max_tokens")) {
            changes.put("max_tokens", new byte[] {'1'});
        }
        byte[] edited = new Splice(body.whole()).change(body, changes).toBytes();
        return counting ? inside(edited) : edited;
    }

    private static byte[] inside(byte[] body) {
        String encoded = Base64.getEncoder().encodeToString(body);
        return ("{\"input\":{\"invokeModel\":{\"body\":\"" + encoded + "\"}}}").getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] array(List<String> betas) {
        return betas.stream()
                .map(Json::quote)
                .collect(Collectors.joining(",", "[", "]"))
                .getBytes(StandardCharsets.UTF_8);
    }
}
