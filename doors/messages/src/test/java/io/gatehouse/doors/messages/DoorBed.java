package io.gatehouse.doors.messages;

import io.gatehouse.doors.front.Audience;
import io.gatehouse.doors.front.Front;
import io.gatehouse.doors.front.GuardSettings;
import io.gatehouse.doors.front.InFlight;
import io.gatehouse.doors.front.RequestGuard;
import io.gatehouse.doors.front.Route;
import io.gatehouse.doors.front.Routes;
import io.gatehouse.doors.front.TrustedProxies;
import io.gatehouse.doors.messages.api.Prices;
import io.gatehouse.doors.messages.api.RequestEntry;
import io.gatehouse.doors.messages.sources.SourceFinder;
import io.gatehouse.gateway.policy.Guard;
import io.gatehouse.gateway.policy.Policy;
import io.gatehouse.http.ClientSettings;
import io.gatehouse.http.EngineSettings;
import io.gatehouse.http.Header;
import io.gatehouse.http.HttpHandler;
import io.gatehouse.http.ListenException;
import io.gatehouse.http.ListenSettings;
import io.gatehouse.http.Listener;
import io.gatehouse.http.SocketBackend;
import io.gatehouse.http.engine.HttpEngine;
import io.gatehouse.identity.KeyAuthenticator;
import io.gatehouse.models.AnthropicProvider;
import io.gatehouse.models.ApiException;
import io.gatehouse.models.CallerHeaders;
import io.gatehouse.models.Provider;
import io.gatehouse.models.ProviderTimes;
import io.gatehouse.models.Providers;
import io.gatehouse.models.RetryObserver;
import io.gatehouse.models.RetrySettings;
import io.gatehouse.models.RoutedModels;
import io.gatehouse.models.RoutedModels.Member;
import io.gatehouse.models.UnsupportedFeatures;
import io.gatehouse.protocol.Secrets;
import io.gatehouse.scripted.ScriptedModel;
import io.gatehouse.scripted.ScriptedSettings;
import io.gatehouse.scripted.script.Script;
import io.gatehouse.scripted.script.ScriptException;
import io.gatehouse.seal.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
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

    final HttpEngine engine = HttpEngine.start(new EngineSettings(2, SocketBackend.AUTO));
    final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    final BlockingQueue<RequestEntry> entries = new LinkedBlockingQueue<>();
    final RetryObserver retries = RetryObserver.NONE;
    private final List<Member> members = new ArrayList<>();
    private final List<RoutedModels.ModelRoute> routes = new ArrayList<>();
    private final List<String> fallback = new ArrayList<>();
    private MessagesSettings settings = MessagesSettings.DEFAULT;
    private final List<KeyAuthenticator.Key> known = new ArrayList<>();
    private KeyAuthenticator keys = new KeyAuthenticator(List.of());
    private Prices prices = Prices.NONE;
    private Guard guard = Guard.NONE;
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
        return provider(name, listen(handler), ProviderTimes.DEFAULT, UnsupportedFeatures.NONE, false);
    }

    DoorBed provider(String name, int at, ProviderTimes times, UnsupportedFeatures refusals, boolean callerKey) {
        var access = new AnthropicProvider.Access(List.of(new Header("x-api-key", PROVIDER_KEY)), callerKey);
        URI base = URI.create("http://127.0.0.1:" + at);
        Provider provider = made(name, base, access, true);
        members.add(new Member(provider, times, QUICK, refusals));
        return this;
    }

    private Provider made(String name, URI base, AnthropicProvider.Access access, boolean allPaths) {
        return new AnthropicProvider(
                name,
                base,
                access,
                allPaths,
                engine.client(ClientSettings.defaults()),
                Secrets.of(List.of(PROVIDER_KEY)));
    }

    /// A provider that is set to get further headers of callers.
    DoorBed provider(String name, HttpHandler handler, List<String> callerHeaders) {
        var access = new AnthropicProvider.Access(
                List.of(new Header("x-api-key", PROVIDER_KEY), new Header("x-fixed", "of-the-operator")),
                false,
                new CallerHeaders(callerHeaders));
        URI base = URI.create("http://127.0.0.1:" + listen(handler));
        Provider provider = made(name, base, access, true);
        members.add(new Member(provider, ProviderTimes.DEFAULT, QUICK, UnsupportedFeatures.NONE));
        return this;
    }

    /// A provider whose address is written with a path.
    DoorBed provider(String name, int at, String path) {
        var access = new AnthropicProvider.Access(List.of(new Header("x-api-key", PROVIDER_KEY)), false);
        URI base = URI.create("http://127.0.0.1:" + at + path);
        Provider provider = made(name, base, access, true);
        members.add(new Member(provider, ProviderTimes.DEFAULT, QUICK, UnsupportedFeatures.NONE));
        return this;
    }

    /// A provider that is played.
    DoorBed provider(Provider provider) {
        members.add(new Member(provider, ProviderTimes.DEFAULT, QUICK, UnsupportedFeatures.NONE));
        return this;
    }

    /// A provider that serves messages only.
    DoorBed modest(String name, int at) {
        var access = new AnthropicProvider.Access(List.of(new Header("x-api-key", PROVIDER_KEY)), false);
        Provider provider = made(name, URI.create("http://127.0.0.1:" + at), access, false);
        members.add(new Member(provider, ProviderTimes.DEFAULT, QUICK, UnsupportedFeatures.NONE));
        return this;
    }

    DoorBed route(RoutedModels.ModelRoute route) {
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
        known.add(new KeyAuthenticator.Key(name, Sha256.of(key), Set.of(providerPaths)));
        keys = new KeyAuthenticator(known);
        return this;
    }

    /// Decides which requests may go on.
    DoorBed policy(Policy policy) {
        guard = new Guard(List.of(policy), null);
        return this;
    }

    DoorBed open() {
        Providers providers = new RoutedModels(members, routes, fallback, engine.timers(), retries);
        RequestGuard origin = new RequestGuard(new GuardSettings(List.of("127.0.0.1"), List.of(), origins));
        MessagesDoor door = new MessagesDoor(
                () -> providers,
                servers,
                guard,
                text -> keys.holds(text),
                () -> settings,
                () -> prices,
                entries::add,
                new InFlight(),
                null);
        Routes table = new Routes(
                Route.of("/api/hello", "HEAD GET", Audience.ANYONE, door),
                Route.of("/v1/api/hello", "HEAD GET", Audience.ANYONE, door),
                Route.of("*", "*", Audience.CALLER, door));
        port = listen(new Front(
                table, origin, TrustedProxies.NONE, keys, caller -> true, (exchange, address, status, refusal) -> {}));
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
