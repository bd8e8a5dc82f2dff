package io.gatehouse.models;

import io.gatehouse.http.Timers;
import io.gatehouse.protocol.Glob;
import io.gatehouse.protocol.ShortText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Chooses providers by the names of models.
public final class RoutedModels implements Providers {
    private final Map<String, Member> members = new LinkedHashMap<>();
    private final List<ModelRoute> routes;
    private final List<String> fallback;
    private final Timers timers;
    private final RetryObserver counts;

    /// A provider and how it is treated.
    public record Member(Provider provider, ProviderTimes times, RetrySettings retries, UnsupportedFeatures refusals) {
        /// The name of the provider.
        public String name() {
            return provider.name();
        }
    }

    /// Which providers serve the models of a name.
    ///
    /// @param pattern the name, in which `*` stands for any text and `?` for one character
    /// @param providers the names of providers, in the order in which they are tried; one at least
    /// @param as the name by which the providers know the model, or null when it is the same
    public record ModelRoute(
            String pattern,
            List<String> providers,
            @Nullable String as) {
        public ModelRoute {
            providers = List.copyOf(providers);
        }
    }

    /// @param routes the exact name counts, else the first pattern that fits
    /// @param fallback the providers of models that no route fits; empty when nobody serves them
    /// @param counts is told of retries and failovers
    public RoutedModels(
            List<Member> members, List<ModelRoute> routes, List<String> fallback, Timers timers, RetryObserver counts) {
        members.forEach(member -> this.members.put(member.name(), member));
        this.routes = List.copyOf(routes);
        this.fallback = List.copyOf(fallback);
        this.timers = timers;
        this.counts = counts;
    }

    @Override
    public Provider of(String model) throws ApiException {
        ModelRoute route = Glob.best(routes, ModelRoute::pattern, model);
        List<Member> tried = new ArrayList<>();
        for (String name : route == null ? fallback : route.providers()) {
            Member member = members.get(name);
            if (member != null) {
                tried.add(member);
            }
        }
        if (tried.isEmpty()) {
            throw new ApiException(ApiError.notFound(
                            "model: " + ShortText.of(model, 128) + " is not served by any provider of this gateway.")
                    .withRemedy("Name one for it under models.routes in gatehouse.yaml, or set"
                            + " ANTHROPIC_API_KEY to use Anthropic's API."));
        }
        return new Failover(tried, route == null ? null : route.as(), timers, counts);
    }

    @Override
    public @Nullable Provider ofPaths() {
        List<String> order = new ArrayList<>(fallback);
        order.addAll(members.keySet());
        for (String name : order) {
            Member member = members.get(name);
            if (member != null && member.provider().servesAllPaths()) {
                RetrySettings once = new RetrySettings(
                        0, member.retries().firstWait(), member.retries().longestWait());
                return new Failover(
                        List.of(new Member(member.provider(), member.times(), once, UnsupportedFeatures.NONE)),
                        null,
                        timers,
                        counts);
            }
        }
        return null;
    }

    @Override
    public @Nullable String configured(String model) {
        for (Member member : members.values()) {
            if (member.provider().models().contains(model)) {
                return model;
            }
        }
        ModelRoute route = Glob.best(routes, ModelRoute::pattern, model);
        return route == null ? null : route.pattern();
    }

    @Override
    public List<String> models() {
        return names(false);
    }

    @Override
    public List<String> mappedModels() {
        return names(true);
    }

    /// @param mapped whether only names count that the provider of all paths does not list itself
    private List<String> names(boolean mapped) {
        Provider listing = ofPaths();
        Set<String> names = new TreeSet<>();
        for (ModelRoute route : routes) {
            boolean listed =
                    route.as() == null && listing != null && route.providers().contains(listing.name());
            if (!new Glob(route.pattern()).open() && !(mapped && listed)) {
                names.add(route.pattern());
            }
        }
        for (Member member : members.values()) {
            for (String name : member.provider().models()) {
                ModelRoute route = Glob.best(routes, ModelRoute::pattern, name);
                List<String> tried = route == null ? fallback : route.providers();
                boolean listed = listing != null && tried.contains(listing.name());
                if ((route == null || route.as() == null) && tried.contains(member.name()) && !(mapped && listed)) {
                    names.add(name);
                }
            }
        }
        return List.copyOf(names);
    }
}
