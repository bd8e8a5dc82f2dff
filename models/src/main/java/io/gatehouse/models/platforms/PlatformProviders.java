package io.gatehouse.models.platforms;

import io.gatehouse.http.Header;
import io.gatehouse.http.HttpClient;
import io.gatehouse.models.ApiException;
import io.gatehouse.models.Authorizer;
import io.gatehouse.models.FixedHeader;
import io.gatehouse.models.Provider;
import java.net.URI;

/// Providers for models that cloud platforms serve. A platform's libraries are loaded when a provider
/// for it is made.
public final class PlatformProviders {

    private PlatformProviders() {}

    /// Claude on Amazon Bedrock.
    ///
    /// @param name of the provider in the configuration
    public static Provider bedrock(String name, BedrockSettings settings, HttpClient client) {
        URI given = settings.url();
        URI base = given != null
                ? given
                : URI.create("https://bedrock-runtime." + settings.region() + "."
                        + (settings.region().startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com"));
        Authorizer authorizer = switch (settings.access()) {
            case AwsAccess.ApiKey key -> FixedHeader.bearer(key.key());
            case AwsAccess.Keys keys -> signature(AwsKeys.fixed(keys), settings);
            case AwsAccess.Chain chain -> signature(AwsKeys.found(chain.profile()), settings);
        };
        Platform platform = new BedrockPlatform(base, settings.models(), settings.largestFrame());
        return new PlatformProvider(name, client, platform, authorizer);
    }

    private static Authorizer signature(AwsKeys keys, BedrockSettings settings) {
        return new AwsSignature(keys, settings.region(), "bedrock");
    }

    /// Claude on Google Vertex AI.
    ///
    /// @param name of the provider in the configuration
    /// @throws IllegalArgumentException if project or location cannot stand in an address
    public static Provider vertex(String name, VertexSettings settings, HttpClient client) {
        URI given = settings.url();
        Authorizer authorizer = settings.access() instanceof GoogleAccess.Token token
                ? FixedHeader.bearer(token.token())
                : new GoogleTokens(settings.access(), client);
        try {
            Platform platform = new VertexPlatform(
                    given != null ? given : VertexPlatform.base(settings.location()),
                    settings.project(),
                    settings.location(),
                    settings.models());
            return new PlatformProvider(name, client, platform, authorizer);
        } catch (ApiException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /// Claude on Microsoft Foundry.
    ///
    /// @param name of the provider in the configuration
    public static Provider foundry(String name, FoundrySettings settings, HttpClient client) {
        Authorizer authorizer = switch (settings.access()) {
            case FoundryAccess.ApiKey key -> new FixedHeader(new Header("x-api-key", key.key()));
            case FoundryAccess.Token token -> FixedHeader.bearer(token.token());
            case FoundryAccess.Application application -> new EntraTokens(application, client);
        };
        Platform platform = new FoundryPlatform(settings.url(), settings.models());
        return new PlatformProvider(name, client, platform, authorizer);
    }
}
