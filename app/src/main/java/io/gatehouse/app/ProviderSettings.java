package io.gatehouse.app;

import io.gatehouse.doors.messages.providers.AnthropicProvider;
import io.gatehouse.doors.messages.providers.BedrockSettings;
import io.gatehouse.doors.messages.providers.FoundrySettings;
import io.gatehouse.doors.messages.providers.ProviderTimes;
import io.gatehouse.doors.messages.providers.Refusals;
import io.gatehouse.doors.messages.providers.RetrySettings;
import io.gatehouse.doors.messages.providers.VertexSettings;
import io.gatehouse.http.ClientSettings;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// A provider of models as it is configured.
///
/// @param name what routes and logs call it
/// @param kind what it is and how it is reached
record ProviderSettings(String name, Kind kind, ProviderTimes times, RetrySettings retries, Refusals refusals) {
    /// Where Anthropic's API is.
    static final URI ANTHROPIC = URI.create("https://api.anthropic.com");

    /// With the usual times, and everything taken.
    static ProviderSettings of(String name, Kind kind) {
        return new ProviderSettings(name, kind, ProviderTimes.DEFAULT, RetrySettings.DEFAULT, Refusals.NONE);
    }

    /// What a provider is.
    sealed interface Kind {}

    /// Anthropic's API or a server that speaks it.
    record Anthropic(URI url, AnthropicProvider.Access access, ClientSettings client) implements Kind {}

    /// Claude on Amazon Bedrock.
    record Bedrock(BedrockSettings settings, ClientSettings client) implements Kind {}

    /// Claude on Google Vertex AI.
    record Vertex(VertexSettings settings, ClientSettings client) implements Kind {}

    /// Claude on Microsoft Foundry.
    record Foundry(FoundrySettings settings, ClientSettings client) implements Kind {}

    /// A model in this process that answers from a script.
    ///
    /// @param file the script, or null for the built-in one
    /// @param fingerprint of what stands in the file
    record Scripted(@Nullable Path file, String fingerprint) implements Kind {
        /// The one with the built-in script.
        static final Scripted BUILT_IN = new Scripted(null, "");
    }
}
