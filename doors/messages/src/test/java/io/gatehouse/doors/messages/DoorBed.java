package io.gatehouse.doors.messages;

import io.gatehouse.doors.messages.api.ApiException;
import io.gatehouse.doors.messages.api.Prices;
import io.gatehouse.doors.messages.api.RequestEntry;
import io.gatehouse.doors.messages.providers.AnthropicProvider;
import io.gatehouse.doors.messages.providers.Provider;
import io.gatehouse.doors.messages.providers.ProviderTimes;
import io.gatehouse.doors.messages.providers.Providers;
import io.gatehouse.doors.messages.providers.Refusals;
import io.gatehouse.doors.messages.providers.RetrySettings;
import io.gatehouse.doors.messages.providers.RoutedModels;
import io.gatehouse.doors.messages.providers.RoutedModels.Member;
import io.gatehouse.doors.messages.providers.RoutedModels.Route;
import io.gatehouse.doors.messages.scripted.Script;
import io.gatehouse.doors.messages.scripted.ScriptException;
import io.gatehouse.doors.messages.scripted.ScriptedModel;
import io.gatehouse.doors.messages.scripted.ScriptedSettings;
import io.gatehouse.doors.messages.sources.SourceFinder;
import io.gatehouse.gateway.Keys;
import io.gatehouse.http.ClientSettings;
import io.gatehouse.http.EngineSettings;
import io.gatehouse.http.Header;
import io.gatehouse.http.HttpEngine;
import io.gatehouse.http.HttpHandler;
import io.gatehouse.http.ListenException;
import io.gatehouse.http.ListenSettings;
import io.gatehouse.http.Listener;
import io.gatehouse.http.Transport;
import io.gatehouse.server.GuardSettings;
import io.gatehouse.server.RequestGuard;
import io.gatehouse.server.Work;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A door on a free port with providers behind it.
final class DoorBed implements AutoCloseable {
    static final String PROVIDER_KEY = "sk-of-the-provider";
    static final RetrySettings QUICK = new RetrySettings(2, Duration.ofMillis(20), Duration.ofSeconds(2));

    private static final SourceFinder NO_SERVERS = (server, caller, requestId, sampler) -> {
        throw ApiException.invalid("mcp_servers: there are none here");
    };

    final HttpEngine engine = HttpEngine.start(new EngineSettings(2, Transport.AUTO));
    final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    final BlockingQueue<RequestEntry> entries = new LinkedBlockingQueue<>();
    private final List<Member> members = new ArrayList<>();
    private final List<Route> routes = new ArrayList<>();
    private final List<String> fallback = new ArrayList<>();
    private MessagesSettings settings = MessagesSettings.DEFAULT;
    private final List<Keys.Key> known = new ArrayList<>();
    private Keys keys = new Keys(List.of());
    private Prices prices = Prices.NONE;
    private List<String> origins = List.of();
    private SourceFinder servers = NO_SERVERS;
    private int port;

    /// A scripted model as provider of every model.
    static ScriptedModel model(String script) {
        try {
            return new ScriptedModel(
                    Script.of(script, "test.yaml"), ScriptedSettings.defaults().withKey(PROVIDER_KEY));
        } catch (ScriptException wrong) {
            throw new IllegalArgumentException(wrong);
        }
    }

    int listen(HttpHandler handler) {
        try {
            ListenSettings loopback = ListenSettings.builder()
                    .hosts(List.of("127.0.0.1"))
                    .drain(Duration.ofMillis(50))
                    .build();
            Listener listener = engine.listen(loopback, handler);
            return listener.port();
        } catch (ListenException e) {
            throw new IllegalStateException(e);
        }
    }

    DoorBed provider(String name, HttpHandler handler) {
        return provider(name, listen(handler), ProviderTimes.DEFAULT, Refusals.NONE, false);
    }

    DoorBed provider(String name, int at, ProviderTimes times, Refusals refusals, boolean callerKey) {
        var access = new AnthropicProvider.Access(List.of(new Header("x-api-key", PROVIDER_KEY)), callerKey);
        URI base = URI.create("http://127.0.0.1:" + at);
        Provider provider = new AnthropicProvider(name, base, access, true, engine.client(ClientSettings.defaults()));
        members.add(new Member(provider, times, QUICK, refusals));
        return this;
    }

    /// A provider whose address is written with a path.
    DoorBed provider(String name, int at, String path) {
        var access = new AnthropicProvider.Access(List.of(new Header("x-api-key", PROVIDER_KEY)), false);
        URI base = URI.create("http://127.0.0.1:" + at + path);
        Provider provider = new AnthropicProvider(name, base, access, true, engine.client(ClientSettings.defaults()));
        members.add(new Member(provider, ProviderTimes.DEFAULT, QUICK, Refusals.NONE));
        return this;
    }

    /// A provider that serves messages only.
    DoorBed modest(String name, int at) {
        var access = new AnthropicProvider.Access(List.of(new Header("x-api-key", PROVIDER_KEY)), false);
        Provider provider = new AnthropicProvider(
                name, URI.create("http://127.0.0.1:" + at), access, false, engine.client(ClientSettings.defaults()));
        members.add(new Member(provider, ProviderTimes.DEFAULT, QUICK, Refusals.NONE));
        return this;
    }

    DoorBed route(Route route) {
        routes.add(route);
        return this;
    }

    DoorBed fallback(String... names) {
        fallback.addAll(List.of(names));
        return this;
    }

    DoorBed settings(MessagesSettings changed) {
        settings = changed;
        return this;
    }

    DoorBed prices(Prices table) {
        prices = table;
        return this;
    }

    /// Where servers that requests name are found.
    DoorBed servers(SourceFinder finder) {
        servers = finder;
        return this;
    }

    /// Lets pages of an origin in.
    DoorBed origin(String origin) {
        origins = List.of(origin);
        return this;
    }

    /// @param providerPaths what of the provider's account the key opens
    DoorBed key(String name, String key, String... providerPaths) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            known.add(new Keys.Key(name, hash, Set.of(providerPaths)));
            keys = new Keys(known);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
        return this;
    }

    DoorBed open() {
        Providers providers = new RoutedModels(members, routes, fallback, engine.timers());
        RequestGuard guard = new RequestGuard(new GuardSettings(List.of("127.0.0.1"), List.of(), origins));
        MessagesDoor door = new MessagesDoor(
                () -> providers,
                servers,
                () -> guard,
                () -> keys,
                () -> settings,
                () -> prices,
                entries::add,
                exchange -> !keys.required(),
                new Work());
        port = listen(door);
        return this;
    }

    int port() {
        return port;
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(30))
                .header("content-type", "application/json")
                .header("anthropic-version", "2023-06-01")
                .header("x-api-key", "anything");
    }

    HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return send(request(path).POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<InputStream> stream(String body) throws IOException, InterruptedException {
        HttpRequest request = request("/v1/messages")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofInputStream());
    }

    /// What was told of the next request.
    RequestEntry entry() throws InterruptedException {
        RequestEntry entry = entries.poll(10, TimeUnit.SECONDS);
        if (entry == null) {
            throw new AssertionError("nothing was told of a request");
        }
        return entry;
    }

    static String message(String text, boolean stream) {
        return "{\"model\":\"scripted\",\"max_tokens\":100,\"stream\":" + stream
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"" + text + "\"}]}";
    }

    @Override
    public void close() {
        client.close();
        engine.close();
    }
}
