package io.gatehouse.app;

import io.gatehouse.doors.messages.api.Prices;
import io.gatehouse.doors.messages.providers.RoutedModels.Route;
import java.util.List;

/// Which models there are, and who provides them.
///
/// @param providers by name
/// @param routes which providers serve which models
/// @param fallback the providers of all other models; empty when nobody serves them
/// @param prices what models cost
record ModelSettings(List<ProviderSettings> providers, List<Route> routes, List<String> fallback, Prices prices) {
    ModelSettings {
        providers = List.copyOf(providers);
        routes = List.copyOf(routes);
        fallback = List.copyOf(fallback);
    }

    /// Whether only the built-in scripted model answers.
    boolean scriptedOnly() {
        return providers.stream().allMatch(each -> each.kind() instanceof ProviderSettings.Scripted);
    }
}
