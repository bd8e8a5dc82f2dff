package io.gatehouse.doors.messages.api;

import io.gatehouse.models.Providers;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Names of models for metrics: only those of the configuration, because callers may send any.
///
/// @param providers and prices, both asked each time
public record ModelNames(Supplier<Providers> providers, Supplier<Prices> prices) {
    /// Stands for all models that the configuration does not name.
    public static final String OTHER = "other";

    /// The name of the model if the configuration has it, else the pattern that it fits, that of its price first.
    ///
    /// @param model as the caller named it; empty for none
    public String of(String model) {
        if (model.isEmpty()) {
            return "";
        }
        String routed = providers.get().configured(model);
        if (model.equals(routed)) {
            return model;
        }
        String priced = prices.get().configured(model);
        return priced != null ? priced : orOther(routed);
    }

    private static String orOther(@Nullable String name) {
        return name == null ? OTHER : name;
    }
}
