package io.gatehouse.app.config;

import io.gatehouse.doors.messages.api.Prices;
import io.gatehouse.models.RoutedModels.ModelRoute;
import java.util.List;

/// Which models there are, and who provides them.
///
/// @param providers by name
/// @param routes which providers serve which models
/// @param fallback the providers of all other models; empty when nobody serves them
/// @param prices what models cost
public record ModelSettings(
        List<ProviderSettings> providers, List<ModelRoute> routes, List<String> fallback, Prices prices) {
    public ModelSettings {
        providers = List.copyOf(providers);
        routes = List.copyOf(routes);
        fallback = List.copyOf(fallback);
    }

    /// Who answers where no provider is configured.
    public static ProviderSettings builtIn() {
        return ProviderSettings.of("scripted", ProviderSettings.Scripted.BUILT_IN);
    }

    /// Whether no provider is configured, so that only the built-in scripted model answers.
    public boolean unconfigured() {
        return providers.equals(List.of(builtIn()));
    }
}
