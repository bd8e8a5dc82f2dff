package io.gatehouse.app;

import io.gatehouse.doors.messages.providers.AnthropicProvider;
import io.gatehouse.doors.messages.providers.PlatformProviders;
import io.gatehouse.doors.messages.providers.Provider;
import io.gatehouse.doors.messages.providers.Providers;
import io.gatehouse.doors.messages.providers.RoutedModels;
import io.gatehouse.doors.messages.providers.RoutedModels.Member;
import io.gatehouse.doors.messages.scripted.Script;
import io.gatehouse.doors.messages.scripted.ScriptException;
import io.gatehouse.doors.messages.scripted.ScriptedModel;
import io.gatehouse.doors.messages.scripted.ScriptedSettings;
import io.gatehouse.http.ClientSettings;
import io.gatehouse.http.Header;
import io.gatehouse.http.HttpClient;
import io.gatehouse.http.HttpEngine;
import io.gatehouse.http.ListenException;
import io.gatehouse.http.ListenSettings;
import io.gatehouse.http.Listener;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The providers of models as they are configured now. Those that a change does not touch keep their connections.
final class ModelProviders {
    private static final System.Logger LOG = System.getLogger(ModelProviders.class.getName());
    /// After this, nobody waits any more for an answer of a provider that was removed.
    private static final Duration REMOVED = Duration.ofMinutes(10);

    private final HttpEngine engine;
    private Map<ProviderSettings, Made> made = new HashMap<>();
    private volatile Providers current;

    ModelProviders(HttpEngine engine) {
        this.engine = engine;
        this.current = new RoutedModels(List.of(), List.of(), List.of(), engine.timers());
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
        current = new RoutedModels(members, settings.routes(), settings.fallback(), engine.timers());
        made.values().forEach(this::closeLater);
        made = next;
    }

    private @Nullable Made make(ProviderSettings settings) {
        return switch (settings.kind()) {
            case ProviderSettings.Anthropic anthropic -> {
                HttpClient client = engine.client(anthropic.client());
                Provider provider =
                        new AnthropicProvider(settings.name(), anthropic.url(), anthropic.access(), true, client);
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

    /// The model listens on loopback with a key that nobody else knows, and is called like any provider.
    private @Nullable Made scripted(String name, ProviderSettings.Scripted settings) {
        try {
            Script script = settings.file() == null ? Script.builtIn() : Script.read(settings.file());
            String key = KeyMaker.make();
            ScriptedModel model = new ScriptedModel(
                    script, ScriptedSettings.defaults().withKey(key).withoutRequests());
            Listener listener = engine.listen(ListenSettings.of(0, "127.0.0.1"), model);
            HttpClient client = engine.client(ClientSettings.builder()
                    .maxConnections(ProviderClientFields.CONNECTIONS)
                    .build());
            URI address = URI.create("http://127.0.0.1:" + listener.port());
            var access = new AnthropicProvider.Access(List.of(new Header("x-api-key", key)), false);
            Provider provider = new AnthropicProvider(name, address, access, false, client);
            return new Made(provider, List.of(client, listener));
        } catch (ScriptException | ListenException failed) {
            LOG.log(System.Logger.Level.ERROR, "the scripted model " + name + " does not run: " + failed.getMessage());
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
