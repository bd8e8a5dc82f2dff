package io.gatehouse.models.platforms;

import io.gatehouse.models.UnsupportedFeatures;
import io.gatehouse.models.UnsupportedFeatures.Treatment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What the platforms are known not to take. A beta that only announces a feature is dropped: a body
/// that uses the feature is refused by the platform itself, in its own words. A field is refused where
/// leaving it out would break a promise, and dropped where it is a wish.
public final class PlatformRefusals {
    private static final Map<String, Treatment> FIELDS = Map.of(
            "mcp_servers", Treatment.REFUSE,
            "container", Treatment.REFUSE,
            "thread", Treatment.REFUSE,
            "inference_geo", Treatment.REFUSE,
            "service_tier", Treatment.DROP,
            "speed", Treatment.DROP,
            "billing_policy", Treatment.DROP,
            "diagnostics", Treatment.DROP);

    /// Those of Amazon Bedrock, which answers 400 `invalid beta flag` to betas that it does not know.
    public static final UnsupportedFeatures BEDROCK = new UnsupportedFeatures(
            dropped(
                    "advisor-tool-*",
                    "claude-code-*",
                    "code-execution-*",
                    "fast-mode-*",
                    "files-api-*",
                    "message-threads-*",
                    "oauth-*",
                    "output-128k-*",
                    "prompt-caching-*",
                    "server-side-fallback-*",
                    "skills-*",
                    "structured-outputs-*",
                    "token-counting-*",
                    "token-efficient-tools-*",
                    "web-fetch-*",
                    "web-search-*"),
            FIELDS);

    /// Those of Google Vertex AI.
    public static final UnsupportedFeatures VERTEX = new UnsupportedFeatures(
            dropped(
                    "advisor-tool-*",
                    "claude-code-*",
                    "code-execution-*",
                    "effort-*",
                    "fast-mode-*",
                    "files-api-*",
                    "fine-grained-tool-streaming-*",
                    "message-threads-*",
                    "oauth-*",
                    "output-128k-*",
                    "prompt-caching-*",
                    "server-side-fallback-*",
                    "skills-*",
                    "structured-outputs-*",
                    "token-efficient-tools-*",
                    "web-fetch-*"),
            FIELDS);

    /// Those of Microsoft Foundry, which serves Anthropic's own API with little left out.
    public static final UnsupportedFeatures FOUNDRY = new UnsupportedFeatures(
            dropped("fast-mode-*", "oauth-*", "output-128k-*", "token-efficient-tools-*"),
            Map.of("mcp_servers", Treatment.REFUSE, "speed", Treatment.DROP));

    private PlatformRefusals() {}

    private static Map<String, Treatment> dropped(String... betas) {
        Map<String, Treatment> dropped = new LinkedHashMap<>();
        List.of(betas).forEach(beta -> dropped.put(beta, Treatment.DROP));
        return dropped;
    }
}
