package io.gatehouse.app.config;

import io.gatehouse.http.Header;
import io.gatehouse.models.AnthropicProvider;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Anthropic's API as provider, because the environment has a key of it.
public final class EnvironmentProvider {
    /// The name of the provider.
    public static final String NAME = "anthropic";

    private static final String VARIABLE = "ANTHROPIC_API_KEY";

    private EnvironmentProvider() {}

    /// The key that the environment has; null when it has none that can be sent.
    static @Nullable String key(Variables.Environment environment) {
        String key = environment.get(VARIABLE);
        return key == null || key.isBlank() || key.chars().anyMatch(c -> c <= ' ' || c > '~') ? null : key;
    }

    /// The provider with this key.
    public static ProviderSettings of(String key) {
        return ProviderSettings.of(
                NAME,
                new ProviderSettings.Anthropic(
                        ProviderSettings.ANTHROPIC,
                        new AnthropicProvider.Access(List.of(new Header("x-api-key", key)), false),
                        ProviderSettings.client().build()));
    }
}
