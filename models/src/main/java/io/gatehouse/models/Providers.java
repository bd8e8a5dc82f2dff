package io.gatehouse.models;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which provider serves which model.
@FunctionalInterface
public interface Providers {

    /// The provider of a model; retries and failover happen inside it.
    ///
    /// @throws ApiException 404 when no provider is configured for the model; names the setting
    Provider of(String model) throws ApiException;

    /// The provider that serves all paths of Anthropic's API; null when there is none.
    default @Nullable Provider ofPaths() {
        return null;
    }

    /// Those of [#models()] that the provider of all paths does not list by this name.
    default List<String> mappedModels() {
        return List.of();
    }

    /// The names of models that are known without asking a provider.
    default List<String> models() {
        return List.of();
    }

    /// The configured name that a model has or fits; null when none does.
    default @Nullable String configured(String model) {
        return null;
    }
}
