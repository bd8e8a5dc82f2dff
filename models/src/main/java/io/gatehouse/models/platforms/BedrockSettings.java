package io.gatehouse.models.platforms;

import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How Claude is reached on Amazon Bedrock.
///
/// @param region of AWS, for example `us-east-1`; stands in the signature and in the address
/// @param url where the runtime API is, for a private link, a proxy or a test; null for that of the
///     region
/// @param access how the gateway proves who it is
/// @param models names on Bedrock (a model, an inference profile or an ARN) by names in requests;
///     other names are
///     sent as they are
/// @param largestFrame of a streamed answer, in bytes, 16 or more
public record BedrockSettings(
        String region, @Nullable URI url, AwsAccess access, Map<String, String> models, int largestFrame) {
    /// What AWS sends at most.
    public static final int LARGEST_FRAME = 16 << 20;

    public BedrockSettings {
        models = Map.copyOf(models);
    }
}
