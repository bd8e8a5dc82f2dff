package io.gatehouse.app.config;

import io.gatehouse.http.ClientSettings;
import io.gatehouse.models.AnthropicProvider;
import io.gatehouse.models.ProviderTimes;
import io.gatehouse.models.RetrySettings;
import io.gatehouse.models.UnsupportedFeatures;
import io.gatehouse.models.platforms.BedrockSettings;
import io.gatehouse.models.platforms.FoundrySettings;
import io.gatehouse.models.platforms.VertexSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A provider of models as it is configured.
///
/// @param name what routes and logs call it
/// @param kind what it is and how it is reached
public record ProviderSettings(
        String name, Kind kind, ProviderTimes times, RetrySettings retries, UnsupportedFeatures refusals) {
    /// Where Anthropic's API is.
    public static final URI ANTHROPIC = URI.create("https://api.anthropic.com");

    /// A client for providers, to be changed. A stream of a model holds its connection as long as the model speaks, and
    /// many speak at once.
    public static ClientSettings.Builder client() {
        return ClientSettings.builder().maxConnections(4_096).idleTimeout(Duration.ofSeconds(30));
    }

    /// With the usual times, and everything taken.
    public static ProviderSettings of(String name, Kind kind) {
        return new ProviderSettings(name, kind, ProviderTimes.DEFAULT, RetrySettings.DEFAULT, UnsupportedFeatures.NONE);
    }

    /// What a provider is.
    public sealed interface Kind {}

    /// Anthropic's API or a server that speaks it.
    public record Anthropic(URI url, AnthropicProvider.Access access, ClientSettings client) implements Kind {}

    /// Claude on Amazon Bedrock.
    public record Bedrock(BedrockSettings settings, ClientSettings client) implements Kind {}

    /// Claude on Google Vertex AI.
    public record Vertex(VertexSettings settings, ClientSettings client) implements Kind {}

    /// Claude on Microsoft Foundry.
    public record Foundry(FoundrySettings settings, ClientSettings client) implements Kind {}

    /// A model in this process that answers from a script.
    ///
    /// @param file the script, or null for the built-in one
    /// @param fingerprint of what stands in the file
    public record Scripted(@Nullable Path file, String fingerprint) implements Kind {
        /// The one with the built-in script.
        public static final Scripted BUILT_IN = new Scripted(null, "");
    }
}
