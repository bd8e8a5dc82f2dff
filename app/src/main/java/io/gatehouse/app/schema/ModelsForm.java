package io.gatehouse.app.schema;

import io.gatehouse.app.config.EnvironmentProvider;
import io.gatehouse.app.config.ModelSettings;
import io.gatehouse.app.config.ProviderSettings;
import io.gatehouse.app.config.ServerNames;
import io.gatehouse.app.config.Shown;
import io.gatehouse.doors.messages.api.Prices;
import io.gatehouse.models.RoutedModels.ModelRoute;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The section `models`.
final class ModelsForm extends Form<ModelsForm.Read> {
    private static final Pattern MODEL = Pattern.compile("[^\\x00-\\x1f\\x7f ]{1,256}");
    private static final String NOBODY = "none";

    private final Field<Map<String, Function<String, ProviderSettings>>> providers = field(
            "providers",
            Kinds.map("the name of a provider", ServerNames.PATTERN, new ProviderForm()),
            Map.of(),
            "Anthropic if ANTHROPIC_API_KEY is set, otherwise the built-in scripted model",
            "Model providers, by name.");
    private final Field<Map<String, RouteKind.Written>> routes = field(
            "routes",
            Kinds.map("the name of a model or a pattern", MODEL, new RouteKind()),
            Map.of(),
            "none",
            "Providers of each model, by model name or pattern (claude-*). An exact name takes precedence over"
                    + " patterns, and the first pattern that matches applies. A list of providers is tried in"
                    + " order.");
    private final Field<String> fallback = field(
            "default",
            Kinds.text("the name of a provider, or none", ServerNames.PATTERN, ""),
            "Provider of models that match no route, or none. Default: Anthropic if ANTHROPIC_API_KEY is set,"
                    + " otherwise the first provider that is not scripted, if there are no routes.");
    private final Field<Map<String, PriceForm.Price>> prices = field(
            "prices",
            Kinds.map("the name of a model or a pattern", MODEL, new PriceForm()),
            Map.of(),
            "none",
            "Prices per million tokens, by model name or pattern, in any currency; for the log, the metrics and the"
                    + " limits.");

    ModelsForm() {
        super("Models and their providers.");
    }

    /// What the section says, before the environment has its say.
    ///
    /// @param fallback the name of a provider, `none`, or null when it is absent
    public record Read(
            List<ProviderSettings> providers,
            List<ModelRoute> routes,
            @Nullable String fallback,
            Prices prices) {
        /// Nothing is said.
        static final Read NOTHING = new Read(List.of(), List.of(), null, Prices.NONE);

        /// With the provider that an environment variable stands for, or with the scripted model when there is none.
        ///
        /// @param key the key of Anthropic's API that the environment has, or null
        public ModelSettings complete(@Nullable String key) {
            List<ProviderSettings> all = new ArrayList<>(providers);
            boolean named = all.stream().anyMatch(each -> each.name().equals(EnvironmentProvider.NAME));
            ProviderSettings extra = named || key == null ? null : EnvironmentProvider.of(key);
            if (extra != null) {
                all.add(extra);
            }
            if (all.isEmpty()) {
                all.add(ModelSettings.builtIn());
            }
            return new ModelSettings(all, routes(all), fallback(all, extra != null), prices);
        }

        /// The first scripted model serves the names that begin with `scripted`, unless a route says otherwise.
        private List<ModelRoute> routes(List<ProviderSettings> all) {
            List<ModelRoute> complete = new ArrayList<>(routes);
            all.stream()
                    .filter(each -> each.kind() instanceof ProviderSettings.Scripted)
                    .findFirst()
                    .ifPresent(scripted -> {
                        complete.add(new ModelRoute("scripted", List.of(scripted.name()), null));
                        complete.add(new ModelRoute("scripted*", List.of(scripted.name()), null));
                    });
            return complete;
        }

        private List<String> fallback(List<ProviderSettings> all, boolean fromEnvironment) {
            if (fallback != null) {
                return fallback.equals(NOBODY) ? List.of() : List.of(fallback);
            }
            if (fromEnvironment) {
                return List.of(EnvironmentProvider.NAME);
            }
            return all.stream()
                    .filter(each -> routes.isEmpty() && !(each.kind() instanceof ProviderSettings.Scripted))
                    .map(ProviderSettings::name)
                    .limit(1)
                    .toList();
        }
    }

    @Override
    Read build(Values values) {
        List<ProviderSettings> all = new ArrayList<>();
        values.get(providers).forEach((name, settings) -> all.add(settings.apply(name)));
        List<String> names = all.stream().map(ProviderSettings::name).toList();
        List<ModelRoute> way = new ArrayList<>();
        values.get(routes).forEach((pattern, written) -> {
            written.providers().forEach(name -> check(values, routes, name, names));
            way.add(new ModelRoute(pattern, written.providers(), written.as()));
        });
        String others = values.find(fallback);
        if (others != null && !others.equals(NOBODY)) {
            check(values, fallback, others, names);
        }
        List<Prices.Entry> table = new ArrayList<>();
        values.get(prices).forEach((pattern, price) -> table.add(price.of(pattern)));
        return new Read(all, way, others, new Prices(table));
    }

    private static void check(Values values, Field<?> field, String name, List<String> names) {
        if (!names.contains(name) && !name.equals(EnvironmentProvider.NAME) && !values.broken()) {
            String suggestion = Shown.suggestion(name, names);
            values.error(
                    field,
                    "there is no provider " + Shown.quoted(name),
                    suggestion.isEmpty() ? "Name one under models.providers." : suggestion);
        }
    }

    /// A price in `prices`.
    static final class PriceForm extends Form<PriceForm.Price> {
        /// An amount of money, 0 or more.
        static final Kind<BigDecimal> AMOUNT = Kinds.scalar(
                "an amount of money",
                Map.of("type", List.of("number", "string")),
                text -> text.matches("[0-9]{1,9}(\\.[0-9]{1,9})?") ? new BigDecimal(text) : null,
                "Write it as a number: 3 or 0.25.");

        private final Field<BigDecimal> input = amount("input", "Input tokens.");
        private final Field<BigDecimal> output = amount("output", "Output tokens.");
        private final Field<BigDecimal> cacheWrite = amount("cache-write", "Input tokens written to a cache.");
        private final Field<BigDecimal> cacheRead = amount("cache-read", "Input tokens read from a cache.");

        PriceForm() {
            super("Prices of a model per million tokens.");
        }

        private Field<BigDecimal> amount(String name, String description) {
            return field(name, AMOUNT, BigDecimal.ZERO, "0", description);
        }

        /// The amounts for a million tokens each.
        record Price(BigDecimal input, BigDecimal output, BigDecimal cacheWrite, BigDecimal cacheRead) {
            Prices.Entry of(String pattern) {
                return new Prices.Entry(pattern, input, output, cacheWrite, cacheRead);
            }
        }

        @Override
        Price build(Values values) {
            return new Price(values.get(input), values.get(output), values.get(cacheWrite), values.get(cacheRead));
        }
    }
}
