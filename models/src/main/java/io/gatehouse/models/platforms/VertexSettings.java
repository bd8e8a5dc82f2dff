package io.gatehouse.models.platforms;

import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How Claude is reached on Google Vertex AI.
///
/// @param project of Google Cloud
/// @param location `global`, a multi-region (`us`, `eu`) or a region
/// @param url where the API is, its version included, for a proxy or a test; null for that of the
///     location
/// @param access how the gateway proves who it is
/// @param models names on Vertex AI by names in requests; other names are sent as they are
public record VertexSettings(
        String project, String location, @Nullable URI url, GoogleAccess access, Map<String, String> models) {
    public VertexSettings {
        models = Map.copyOf(models);
    }
}
