package io.gatehouse.app;

import io.gatehouse.doors.mcp.McpDoor;
import io.gatehouse.doors.messages.MessagesDoor;
import io.gatehouse.doors.messages.api.RequestObserver;
import io.gatehouse.doors.messages.sources.Sources;
import io.gatehouse.gateway.CallMetrics;
import io.gatehouse.gateway.CallObserver;
import io.gatehouse.gateway.Gateway;
import io.gatehouse.gateway.Keys;
import io.gatehouse.http.HostResolver;
import io.gatehouse.http.HttpEngine;
import io.gatehouse.http.HttpExchange;
import io.gatehouse.http.HttpHandler;
import io.gatehouse.http.ListenException;
import io.gatehouse.http.ListenSettings;
import io.gatehouse.http.Listener;
import io.gatehouse.protocol.Caller;
import io.gatehouse.server.EndpointSettings;
import io.gatehouse.server.GuardSettings;
import io.gatehouse.server.HttpEndpoint;
import io.gatehouse.server.RequestGuard;
import io.gatehouse.server.SampleShop;
import io.gatehouse.server.SessionTokens;
import io.gatehouse.server.SseEndpoint;
import io.gatehouse.server.Work;
import io.gatehouse.upstream.ServerSettings;
import io.gatehouse.upstream.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The running program. All parts are made here, each from those before it, in an order that one can read from top to
/// bottom.
final class Gatehouse implements AutoCloseable {
    private static final String SAMPLE = "shop";
    /// Whom large answers without a valid key are charged to, together; the bodies of such requests are not read.
    private static final String STRANGERS = "requests without a key";
    private static final Duration SUM_UP = Duration.ofSeconds(10);

    private final HttpEngine engine;
    private final Gateway gateway;
    private final CallMetrics metrics = new CallMetrics();
    private final Refusals refusals;
    private final HttpEndpoint streamable;
    private final SseEndpoint events;
    private final McpDoor mcp;
    private final ModelProviders models;
    private final MessagesDoor messages;
    private final StatusPages status;
    private final Work work = new Work();
    private final ListenSettings listen;
    private volatile Configuration configuration;
    private volatile Keys keys;
    private volatile RequestGuard guard;
    private volatile boolean listening;
    private volatile @Nullable Listener listener;
    private @Nullable ServerEvents serverEvents;
    private boolean closed;

    private Gatehouse(Configuration configuration, CallObserver log, RequestObserver requests) throws IOException {
        Files.createDirectories(configuration.data());
        this.listen = configuration.listen();
        this.configuration = configuration;
        this.keys = keys(configuration);
        this.guard = guard(configuration);
        EndpointSettings endpoint = configuration.limits().endpoint();
        this.engine = HttpEngine.start(configuration.limits().engine());
        this.refusals = new Refusals(engine.timers());
        this.gateway = new Gateway(
                engine,
                configuration.data(),
                configuration.gateway(),
                call -> {
                    metrics.ended(call);
                    log.ended(call);
                },
                Version.text());
        SessionTokens tokens = SessionTokens.inFile(
                configuration.limits().tokens(), configuration.data().resolve("session-keys"));
        this.streamable = new HttpEndpoint(endpoint, tokens, engine.timers(), work);
        this.events = new SseEndpoint(endpoint, engine.timers(), work);
        Operators operators = new Operators(() -> keys, () -> this.configuration);
        this.mcp = new McpDoor(gateway, streamable, events, () -> guard, () -> keys);
        this.models = new ModelProviders(engine);
        this.messages = new MessagesDoor(
                models::current,
                new Sources(
                        gateway,
                        () -> this.configuration.messages().sources(),
                        () -> this.configuration.messages().loop().listWait(),
                        new Sources.Place(this::own, this::onlyLocal, HostResolver.SYSTEM)),
                () -> guard,
                () -> keys,
                () -> this.configuration.messages(),
                () -> this.configuration.models().prices(),
                request -> {
                    Refusal refusal = request.provider() == null ? Refusal.of(request.status()) : null;
                    if (refusal != null) {
                        refusals.counted(refusal);
                    }
                    requests.ended(request);
                },
                operators::runs,
                work);
        this.status = new StatusPages(
                gateway, new MetricsText(gateway, metrics, refusals, () -> listener), () -> guard, operators, work);
    }

    /// A gateway without a listener, for commands that ask servers themselves.
    static Gatehouse local(Configuration configuration, CallObserver log) throws IOException {
        return started(new Gatehouse(configuration, log, RequestObserver.NONE));
    }

    /// [#local(Configuration, CallObserver)] that tells of the requests to models too.
    static Gatehouse local(Configuration configuration, CallObserver log, RequestObserver requests) throws IOException {
        return started(new Gatehouse(configuration, log, requests));
    }

    /// A gateway that writes to this log what happens to calls, requests and servers.
    static Gatehouse logged(Configuration configuration, CallLog log) throws IOException {
        Gatehouse gatehouse = new Gatehouse(configuration, log, log);
        gatehouse.refusals.logTo(log::event);
        gatehouse.serverEvents = new ServerEvents(gatehouse.gateway, log);
        gatehouse.gateway.watchStates(gatehouse.serverEvents);
        return started(gatehouse);
    }

    private static Gatehouse started(Gatehouse gatehouse) {
        Configuration configuration = gatehouse.configuration;
        gatehouse.gateway.apply(servers(configuration), configuration.toolsets());
        return gatehouse;
    }

    /// Everything is there: the log sums up once every server has been tried, or after ten seconds.
    ///
    /// @param where for people, `listening at …` say
    void announce(String where) {
        ServerEvents told = serverEvents;
        if (told != null) {
            told.started(where);
            engine.timers().after(SUM_UP, told::sumUp);
        }
    }

    /// Opens the listener. Requests are answered from then on, even while servers are still starting.
    ///
    /// @throws ListenException when the address cannot be bound; says which and what to do
    Listener listen() throws ListenException {
        models.apply(configuration.models());
        listening = true;
        Listener opened = engine.listen(listen, new Doors());
        listener = opened;
        return opened;
    }

    /// Whether an address is one of this gateway's own.
    private boolean own(URI url) {
        Listener opened = listener;
        int port = opened == null ? 0 : opened.port();
        return new OwnAddress(listen.hosts(), port, configuration.access().hosts()).is(url);
    }

    /// Takes a changed configuration. What belongs to the listener itself (address, TLS, its limits) stays as it was
    /// started; the calls of servers that did not change go on. A key that is gone is refused from then on, and
    /// what was opened with it is closed. [ReloadCheck] has seen to it that authentication is not turned off.
    void apply(Configuration next) {
        configuration = next;
        keys = keys(next);
        closeWhatKeysOpened();
        guard = guard(next);
        gateway.apply(servers(next), next.toolsets());
        if (listening) {
            models.apply(next.models());
        }
    }

    /// Closes requests and streams whose key does not open the gateway any more, and sessions whose caller has none.
    private void closeWhatKeysOpened() {
        Keys valid = keys;
        if (!valid.required()) {
            return;
        }
        Listener opened = listener;
        if (opened != null) {
            opened.abort(exchange -> needsKey(exchange.path())
                    && valid.caller(exchange.header("authorization"), exchange.header("x-api-key")) == null);
        }
        Set<String> callers =
                configuration.keys().stream().map(Configuration.Key::name).collect(Collectors.toSet());
        streamable.endSessions(caller -> !callers.contains(caller.name()));
    }

    private static boolean needsKey(String path) {
        return McpDoor.serves(path) || MessagesDoor.serves(path);
    }

    /// What the gateway knows of its servers and toolsets.
    Gateway gateway() {
        return gateway;
    }

    /// What is being worked on.
    Work work() {
        return work;
    }

    /// Ends the event streams that wait for news.
    void endStreams() {
        streamable.close();
        events.close();
    }

    /// Whether callers have to show a key now.
    boolean keysRequired() {
        return keys.required();
    }

    /// The configuration in force.
    Configuration configuration() {
        return configuration;
    }

    /// Where MCP clients connect to.
    static URI endpoint(Configuration configuration, Listener listener) {
        InetSocketAddress address = listener.addresses().getFirst();
        String host = address.getAddress().isAnyLocalAddress()
                ? "localhost"
                : address.getAddress().getHostAddress();
        String scheme = configuration.listen().tls() == null ? "http" : "https";
        return URI.create(
                scheme + "://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + listener.port() + "/mcp");
    }

    /// Ends everything, once: whoever comes second, a signal's handler say, waits for the end and does nothing.
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        endStreams();
        gateway.close();
        engine.close();
    }

    /// Whether only programs on this machine reach the gateway: a loopback listener that answers to other names too
    /// stands behind a proxy.
    private boolean onlyLocal() {
        return configuration.access().hosts().isEmpty()
                && listen.hosts().stream().allMatch(ConfigurationLoader::loopback);
    }

    /// Gives each request to whom its path belongs.
    private final class Doors implements HttpHandler {
        @Override
        public void handle(HttpExchange exchange) {
            of(exchange.path()).handle(exchange);
        }

        @Override
        public String owner(HttpExchange exchange) {
            Caller caller = keys.caller(exchange.header("authorization"), exchange.header("x-api-key"));
            return caller == null ? STRANGERS : caller.account();
        }

        /// Only doors read bodies, and only those of callers whom they let in.
        @Override
        public boolean takesBody(HttpExchange exchange) {
            return needsKey(exchange.path())
                    && keys.caller(exchange.header("authorization"), exchange.header("x-api-key")) != null
                    && !guard.refuses(exchange);
        }

        @Override
        public void refuseBody(HttpExchange exchange, int status, String reason) {
            of(exchange.path()).refuseBody(exchange, status, reason);
        }

        /// The door of the Messages API tells of each of its requests by itself.
        @Override
        public void failed(HttpExchange exchange, int status) {
            Refusal refusal = Refusal.of(status);
            if (refusal != null && !MessagesDoor.serves(exchange.path())) {
                refusals.refused(refusal, exchange.method(), exchange.path(), exchange.remoteAddress());
            }
        }

        private HttpHandler of(String path) {
            return McpDoor.serves(path) ? mcp : MessagesDoor.serves(path) ? messages : Gatehouse.this.status;
        }
    }

    private static List<ServerSettings> servers(Configuration configuration) {
        return configuration.sample()
                ? List.of(ServerSettings.of(SAMPLE, new Transport.InProcess(SampleShop.server())))
                : configuration.servers();
    }

    private static Keys keys(Configuration configuration) {
        return new Keys(configuration.keys().stream()
                .map(key -> new Keys.Key(key.name(), key.sha256(), Set.copyOf(key.providerPaths()), key.operator()))
                .toList());
    }

    private RequestGuard guard(Configuration configuration) {
        return new RequestGuard(new GuardSettings(
                listen.hosts(),
                configuration.access().hosts(),
                configuration.access().origins()));
    }
}
