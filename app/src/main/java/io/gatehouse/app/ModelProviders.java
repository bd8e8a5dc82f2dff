package io.gatehouse.app;

import io.gatehouse.app.config.KeyMaker;
import io.gatehouse.app.config.ModelSettings;
import io.gatehouse.app.config.ProviderSettings;
import io.gatehouse.http.Header;
import io.gatehouse.http.HttpClient;
import io.gatehouse.http.ListenException;
import io.gatehouse.http.ListenSettings;
import io.gatehouse.http.Listener;
import io.gatehouse.http.engine.HttpEngine;
import io.gatehouse.models.AnthropicProvider;
import io.gatehouse.models.CallerHeaders;
import io.gatehouse.models.Provider;
import io.gatehouse.models.Providers;
import io.gatehouse.models.RetryObserver;
import io.gatehouse.models.RoutedModels;
import io.gatehouse.models.RoutedModels.Member;
import io.gatehouse.models.platforms.PlatformProviders;
import io.gatehouse.protocol.Secrets;
import io.gatehouse.scripted.ScriptedModel;
import io.gatehouse.scripted.ScriptedSettings;
import io.gatehouse.scripted.script.Script;
import io.gatehouse.scripted.script.ScriptException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The providers of models as they are configured now. Those that a change does not touch keep their connections.
final class ModelProviders {
    private static final System.Logger LOG = System.getLogger(ModelProviders.class.getName());
    /// After this, nobody waits any more for an answer of a provider that was removed.
    private static final Duration REMOVED = Duration.ofMinutes(10);

    private final HttpEngine engine;
    private final RetryObserver counts;
    private Map<ProviderSettings, Made> made = new HashMap<>();
    private volatile Providers current;

    /// @param counts is told of retries and failovers, whatever is configured
    ModelProviders(HttpEngine engine, RetryObserver counts) {
        this.engine = engine;
        this.counts = counts;
        this.current = new RoutedModels(List.of(), List.of(), List.of(), engine.timers(), counts);
    }

    /// A provider with what has to be closed when it is no longer configured.
    private record Made(Provider provider, List<AutoCloseable> parts) {}

    /// Who provides which model now.
    Providers current() {
        return current;
    }

    /// Takes a configuration; starts the scripted models in it.
    synchronized void apply(ModelSettings settings) {
        Map<ProviderSettings, Made> next = new HashMap<>();
        List<Member> members = new ArrayList<>();
        for (ProviderSettings each : settings.providers()) {
            Made kept = made.remove(each);
            Made provider = kept == null ? make(each) : kept;
            if (provider != null) {
                next.put(each, provider);
                members.add(new Member(provider.provider(), each.times(), each.retries(), each.refusals()));
            }
        }
        current = new RoutedModels(members, settings.routes(), settings.fallback(), engine.timers(), counts);
        made.values().forEach(this::closeLater);
        made = next;
    }

    private @Nullable Made make(ProviderSettings settings) {
        return switch (settings.kind()) {
            case ProviderSettings.Anthropic anthropic -> {
                HttpClient client = engine.client(anthropic.client());
                Provider provider = anthropic(settings.name(), anthropic.url(), anthropic.access(), true, client);
                yield new Made(provider, List.of(client));
            }
            case ProviderSettings.Bedrock bedrock -> {
                HttpClient client = engine.client(bedrock.client());
                Provider provider = PlatformProviders.bedrock(settings.name(), bedrock.settings(), client);
                yield new Made(provider, List.of(client));
            }
            case ProviderSettings.Vertex vertex -> {
                HttpClient client = engine.client(vertex.client());
                Provider provider = PlatformProviders.vertex(settings.name(), vertex.settings(), client);
                yield new Made(provider, List.of(client));
            }
            case ProviderSettings.Foundry foundry -> {
                HttpClient client = engine.client(foundry.client());
                Provider provider = PlatformProviders.foundry(settings.name(), foundry.settings(), client);
                yield new Made(provider, List.of(client));
            }
            case ProviderSettings.Scripted scripted -> scripted(settings.name(), scripted);
        };
    }

    private static Provider anthropic(
            String name, URI url, AnthropicProvider.Access access, boolean allPaths, HttpClient client) {
        Secrets secrets = Secrets.of(access.headers().stream()
                .filter(header -> CallerHeaders.namesKey(header.name().toLowerCase(Locale.ROOT)))
                .map(Header::value)
                .toList());
        return new AnthropicProvider(name, url, access, allPaths, client, secrets);
    }

    /// The model listens on loopback with a key that nobody else knows, and is called like any provider.
    private @Nullable Made scripted(String name, ProviderSettings.Scripted settings) {
        try {
            Script script = settings.file() == null ? Script.builtIn() : Script.read(settings.file());
            String key = KeyMaker.make();
            ScriptedModel model = new ScriptedModel(
                    script, ScriptedSettings.defaults().withKey(key).withoutRequests());
            Listener listener = engine.listen(ListenSettings.of(0, "127.0.0.1"), model);
            HttpClient client = engine.client(ProviderSettings.client().build());
            URI address = URI.create("http://127.0.0.1:" + listener.port());
            var access = new AnthropicProvider.Access(List.of(new Header("x-api-key", key)), false);
            Provider provider = anthropic(name, address, access, false, client);
            return new Made(provider, List.of(client, listener));
        } catch (ScriptException | ListenException failed) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "the scripted model " + name + " could not be started: " + failed.getMessage());
            return null;
        }
    }

    private void closeLater(Made removed) {
        engine.timers().after(REMOVED, () -> Thread.ofVirtual().start(() -> close(removed)));
    }

    private static void close(Made removed) {
        for (AutoCloseable part : removed.parts()) {
            try {
                part.close();
            } catch (Exception failed) {
                LOG.log(System.Logger.Level.WARNING, "a removed provider did not close", failed);
            }
        }
    }
}
