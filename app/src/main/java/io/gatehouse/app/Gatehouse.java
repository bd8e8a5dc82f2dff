package io.gatehouse.app;

import io.gatehouse.app.approvals.ApprovalWebhook;
import io.gatehouse.app.config.Configuration;
import io.gatehouse.app.config.LogLevel;
import io.gatehouse.app.config.Loopback;
import io.gatehouse.app.config.OwnAddress;
import io.gatehouse.app.observe.CallLog;
import io.gatehouse.app.observe.CallMeters;
import io.gatehouse.app.observe.CallerNames;
import io.gatehouse.app.observe.Clients;
import io.gatehouse.app.observe.LimitMeters;
import io.gatehouse.app.observe.ListWarnings;
import io.gatehouse.app.observe.MetricsText;
import io.gatehouse.app.observe.ModelMeters;
import io.gatehouse.app.observe.RefusalKind;
import io.gatehouse.app.observe.RefusalLog;
import io.gatehouse.app.observe.ReloadState;
import io.gatehouse.app.observe.ServerEvents;
import io.gatehouse.app.observe.ShadowReports;
import io.gatehouse.app.observe.StatusPages;
import io.gatehouse.app.observe.Version;
import io.gatehouse.doors.front.Front;
import io.gatehouse.doors.front.GuardSettings;
import io.gatehouse.doors.front.InFlight;
import io.gatehouse.doors.front.RequestGuard;
import io.gatehouse.doors.front.ResourceMetadata;
import io.gatehouse.doors.front.RevokeDoor;
import io.gatehouse.doors.front.TokenDoor;
import io.gatehouse.doors.front.TrustedProxies;
import io.gatehouse.doors.front.replicas.Replicas;
import io.gatehouse.doors.mcp.McpDoor;
import io.gatehouse.doors.mcp.http.EndpointSettings;
import io.gatehouse.doors.mcp.sse.SseEndpoint;
import io.gatehouse.doors.mcp.streamable.SessionTokens;
import io.gatehouse.doors.mcp.streamable.StreamableEndpoint;
import io.gatehouse.doors.messages.MessagesDoor;
import io.gatehouse.doors.messages.api.ModelNames;
import io.gatehouse.doors.messages.api.Prices;
import io.gatehouse.doors.messages.api.RequestEntry;
import io.gatehouse.doors.messages.api.RequestObserver;
import io.gatehouse.doors.messages.sources.Sources;
import io.gatehouse.gateway.Gateway;
import io.gatehouse.gateway.approval.ApprovalPolicy;
import io.gatehouse.gateway.approval.ApprovalQueue;
import io.gatehouse.gateway.bridge.Bridge;
import io.gatehouse.gateway.call.ModelPolicy;
import io.gatehouse.gateway.call.Oversight;
import io.gatehouse.gateway.call.RolePolicy;
import io.gatehouse.gateway.call.RulePolicy;
import io.gatehouse.gateway.policy.Asked;
import io.gatehouse.gateway.policy.Guard;
import io.gatehouse.gateway.policy.Policy;
import io.gatehouse.gateway.record.CallObserver;
import io.gatehouse.http.ClientSettings;
import io.gatehouse.http.ListenException;
import io.gatehouse.http.ListenSettings;
import io.gatehouse.http.Listener;
import io.gatehouse.http.address.HostResolver;
import io.gatehouse.http.address.PublicAddresses;
import io.gatehouse.http.engine.HttpEngine;
import io.gatehouse.identity.tokens.HttpKeySource;
import io.gatehouse.identity.tokens.KeySource;
import io.gatehouse.models.Providers;
import io.gatehouse.policy.Requirement;
import io.gatehouse.policy.ToolRisk;
import io.gatehouse.protocol.Caller;
import io.gatehouse.seal.KeyRing;
import io.gatehouse.seal.ReplicaId;
import io.gatehouse.seal.SigningKeys;
import io.gatehouse.store.LateStore;
import io.gatehouse.systems.sample.SampleShop;
import io.gatehouse.upstream.Upstream;
import io.gatehouse.upstream.call.ServerPhase;
import io.gatehouse.upstream.settings.ServerSettings;
import io.gatehouse.upstream.settings.Transport;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The running program. All parts are made here, each from those before it, in an order that one can read from top to
/// bottom.
public final class Gatehouse implements AutoCloseable {
    private static final String SAMPLE = "shop";
    private static final Duration SUM_UP = Duration.ofSeconds(10);
    private static final Duration MOST_WAIT_FOR_KEYS = Duration.ofSeconds(5);

    private final HttpEngine engine;
    private final Gateway gateway;
    private final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final RefusalLog refusals;
    private final ShadowReports shadows = new ShadowReports(meters);
    private final ListWarnings warnings =
            new ListWarnings(() -> this.configuration.toolsets(), () -> this.configuration.auth(), this::servers);
    private final ReloadState reloads = new ReloadState();
    private final StreamableEndpoint streamable;
    private final SseEndpoint events;
    private final ModelProviders models;
    private final Front front;
    private final AdminSide admin;
    private final ApprovalWebhook webhook;
    private final InFlight work = new InFlight();
    private final KeyRing seals;
    private final Bridge bridge;
    private final @Nullable ReplicaSide replicas;
    private final ListenSettings listen;
    private volatile Configuration configuration;
    private final Admission admission;
    private final LateStore store;
    private final UsageLimits usage;
    private volatile boolean listening;
    private volatile @Nullable Listener listener;
    private @Nullable ServerEvents serverEvents;
    private boolean closed;

    private Gatehouse(Configuration configuration, CallObserver log, RequestObserver requests) throws IOException {
        Files.createDirectories(configuration.data());
        this.listen = configuration.listen();
        this.configuration = configuration;
        this.store = new LateStore(configuration.store());
        EndpointSettings endpoint = configuration.limits().endpoint();
        this.engine = HttpEngine.start(configuration.limits().engine());
        this.webhook = new ApprovalWebhook(
                engine.client(ClientSettings.builder()
                        .maxConnections(4)
                        .maxBodyBytes(1 << 16)
                        .build()),
                () -> this.configuration.auth().approvals().hook());
        this.seals = seals(configuration);
        this.admission = new Admission(
                configuration.auth(),
                configuration.access().certificates(),
                issuerKeys(engine),
                new SigningKeys(seals, "tokens of the gateway"));
        this.refusals = new RefusalLog(engine.timers());
        ReplicaId id = ReplicaId.random();
        CallerNames callers = new CallerNames(admission::named);
        this.usage = new UsageLimits(
                configuration,
                store,
                id.toString(),
                caller -> admission.access(caller).roles(),
                engine.timers(),
                new LimitMeters(meters));
        CallMeters callMeters = new CallMeters(meters, callers);
        this.replicas = ReplicaSide.of(configuration, engine, id, seals, work::refusing, meters);
        Replicas others = replicas == null ? null : replicas.others();
        this.bridge = Bridge.of(seals, engine.timers(), configuration.limits().bridge(), id);
        this.gateway = new Gateway(
                engine,
                configuration.data(),
                configuration.gateway(),
                new Oversight(
                        guarding(
                                new RolePolicy(admission::roles, this::grantable),
                                new RulePolicy(admission::rules, admission::roles, shadows, InstantSource.system())),
                        null,
                        call -> {
                            callMeters.ended(call);
                            log.ended(call);
                        },
                        admission::rules),
                bridge,
                admission::identity,
                Version.text());
        gateway.watchLists(warnings::listed);
        SessionTokens tokens = SessionTokens.with(seals, configuration.limits().tokens(), id);
        this.streamable = new StreamableEndpoint(
                endpoint,
                tokens,
                engine.timers(),
                work,
                others,
                (path, caller, scopes) -> admission.resources().stepUp(path, caller, scopes));
        this.events = new SseEndpoint(endpoint, engine.timers(), work, others);
        McpDoor mcp = new McpDoor(gateway, admission::access, streamable, events);
        Supplier<Prices> prices = () -> this.configuration.models().prices();
        ModelMeters modelMeters = new ModelMeters(meters, new ModelNames(this::providers, prices), callers);
        this.models = new ModelProviders(engine, modelMeters);
        MessagesDoor messages = new MessagesDoor(
                models::current,
                new Sources(
                        gateway,
                        admission::access,
                        () -> this.configuration.messages().sources(),
                        new Sources.Place(this::own, this::onlyLocal, HostResolver.SYSTEM)),
                new Guard(List.of(new ModelPolicy(admission::roles)), null, usage.limits()),
                text -> admission.authenticator().holds(text),
                () -> this.configuration.messages(),
                prices,
                modelMeters.and(this::countRefusal).and(requests),
                work,
                others);
        Clients clients = new Clients(streamable::sessions, streamable::streams, events::connections);
        MetricsText text = new MetricsText(meters, gateway, clients, refusals, reloads, () -> listener);
        StatusPages status = new StatusPages(gateway, text, warnings::all, reloads, work);
        this.front = new Front(
                MainRoutes.of(
                        mcp,
                        messages,
                        status,
                        new ResourceMetadata(path -> admission.resources().metadata(path), status),
                        new TokenDoor(admission::own, new TokenReach(gateway, admission::access)),
                        new RevokeDoor(admission::revocation)),
                guard(configuration),
                proxies(configuration),
                admission.front(),
                admission::welcome,
                refusals);
        this.admin = new AdminSide(engine, store, admission, configuration, new AdminView(this, admission), refusals);
    }

    /// What decides about calls. Whether a person agrees comes last.
    private Guard guarding(Policy roles, Policy rules) {
        ApprovalQueue queue = new ApprovalQueue(
                store, () -> configuration.auth().approvals(), InstantSource.system(), webhook::waiting);
        Policy approvals = new ApprovalPolicy(List.of(this::requirement, Asked::demanded), roles, queue);
        return new Guard(List.of(roles, rules, approvals), null, usage.limits());
    }

    private Requirement requirement(Asked asked) {
        ToolRisk risk = asked.risk();
        return risk == ToolRisk.NONE
                ? Requirement.NONE
                : risk.requirement(
                        listening && !onlyLocal(),
                        configuration.auth().approvals().askUnknown());
    }

    /// Until the stored keys are known, requests are refused.
    private void awaitKeys() {
        try {
            admission.awaitStored(MOST_WAIT_FOR_KEYS);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    private String grantable(String toolset) {
        return gateway.grantable(toolset);
    }

    private Providers providers() {
        return models.current();
    }

    private void countRefusal(RequestEntry request) {
        RefusalKind refusal = request.provider() == null ? RefusalKind.of(request.status()) : null;
        if (refusal != null) {
            refusals.counted(refusal);
        }
    }

    /// A gateway without a listener, for commands that ask servers themselves.
    public static Gatehouse local(Configuration configuration, CallObserver log) throws IOException {
        return started(new Gatehouse(configuration, log, RequestObserver.NONE));
    }

    /// [#local(Configuration, CallObserver)] that tells of the requests to models too.
    public static Gatehouse local(Configuration configuration, CallObserver log, RequestObserver requests)
            throws IOException {
        return started(new Gatehouse(configuration, log, requests));
    }

    /// A gateway that writes to this log what happens to calls, requests and servers.
    public static Gatehouse logged(Configuration configuration, CallLog log) throws IOException {
        return started(logging(configuration, log));
    }

    /// [#logged(Configuration, CallLog)] that starts its servers when it listens: where it cannot, no program
    /// has run.
    public static Gatehouse heldUntilListening(Configuration configuration, CallLog log) throws IOException {
        Gatehouse gatehouse = logging(configuration, log);
        gatehouse.gateway.holdServers();
        return started(gatehouse);
    }

    private static Gatehouse logging(Configuration configuration, CallLog log) throws IOException {
        Gatehouse gatehouse = new Gatehouse(configuration, log, log);
        gatehouse.refusals.logTo(log::event);
        gatehouse.warnings.logTo(warning -> log.event(LogLevel.WARN, "configuration", warning));
        gatehouse.shadows.logTo(log::event);
        gatehouse.serverEvents = new ServerEvents(gatehouse.gateway, log);
        gatehouse.gateway.watchStates(gatehouse.serverEvents);
        return gatehouse;
    }

    private static Gatehouse started(Gatehouse gatehouse) {
        Configuration configuration = gatehouse.configuration;
        gatehouse.gateway.apply(servers(configuration), configuration.toolsets());
        return gatehouse;
    }

    /// Everything is there: the log sums up once every server has been tried, or after ten seconds.
    ///
    /// @param where for people, `listening at …` say
    public void announce(String where) {
        ServerEvents told = serverEvents;
        if (told != null) {
            told.started(where);
            engine.timers().after(SUM_UP, told::sumUp);
        }
    }

    /// Opens the listener, then starts servers that were held. Requests are answered from then on, even while
    /// servers are still starting.
    ///
    /// @throws ListenException when the address cannot be bound; says which and what to do
    public Listener listen() throws ListenException {
        readKeys();
        usage.start();
        models.apply(configuration.models());
        admission.prepare();
        listening = true;
        if (replicas != null) {
            replicas.meet(front);
        }
        Listener opened = engine.listen(listen, front);
        listener = opened;
        admin.listen();
        gateway.startServers();
        awaitKeys();
        return opened;
    }

    /// Reads the stored keys beside the rest of the start.
    private void readKeys() {
        admission.read(store, this::closeWhatKeysOpened, this::closeStreamsOfExpiredTokens);
        front.apply(guard(configuration), proxies(configuration), admission.front(), admission::welcome);
        admin.apply(configuration);
    }

    /// How many other replicas answer.
    public int neighbours() {
        return replicas == null ? 0 : replicas.others().neighbours().size();
    }

    /// How many calls wait for answers, or run as tasks whose ends are asked for, which the other replicas can pass to
    /// this one.
    public int waitingCalls() {
        return replicas == null ? 0 : bridge.parked().waiting() + gateway.awaitedTasks();
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
    public void apply(Configuration next) {
        configuration = next;
        usage.apply(next);
        gateway.keepOf(admission.apply(next.auth(), next.access().certificates()));
        front.apply(guard(next), proxies(next), admission.front(), admission::welcome);
        admin.apply(next);
        closeWhatKeysOpened();
        if (!seals.rotates() && !next.seals().isEmpty()) {
            seals.use(next.seals());
        }
        gateway.apply(servers(next), next.toolsets());
        warnings.configured(gateway.servers());
        if (listening) {
            admission.prepare();
            models.apply(next.models());
        }
    }

    /// Closes requests, streams and sessions of callers who would not be let in any more.
    private void closeWhatKeysOpened() {
        if (admission.open()) {
            return;
        }
        Listener opened = listener;
        if (opened != null) {
            opened.abort(front::lostCaller);
        }
        if (replicas != null) {
            replicas.abort(front::lostPassedCaller);
        }
        Predicate<Caller> gone = caller -> !admission.admits(caller);
        streamable.endSessions(gone);
        gateway.endCalls(gone);
    }

    /// Ends the streams that wait for news on a token which has come to its end. A call that has begun goes on.
    private void closeStreamsOfExpiredTokens() {
        Listener opened = listener;
        if (opened != null) {
            opened.abort(exchange -> McpDoor.waitsForNews(exchange) && front.lostCaller(exchange));
        }
        if (replicas != null) {
            replicas.abort(exchange -> McpDoor.waitsForNews(exchange) && front.lostPassedCaller(exchange));
        }
    }

    /// What the gateway knows of its servers and toolsets.
    public Gateway gateway() {
        return gateway;
    }

    /// What is being worked on.
    public InFlight work() {
        return work;
    }

    /// Ends the event streams that wait for news, after the last of it: how tasks ended that still ran.
    public void endStreams() {
        gateway.endTasks();
        streamable.close();
        events.close();
    }

    /// Whether what runs is what the files say.
    ReloadState reloads() {
        return reloads;
    }

    /// The listener of the admin API; null before [#listen()].
    public @Nullable Listener adminListener() {
        return admin.listener();
    }

    /// Whether new requests are served as well as they can be: it does not stop, and each server that must be there is.
    boolean ready() {
        return !work.refusing()
                && gateway.servers().stream()
                        .noneMatch(server ->
                                server.settings().required() && server.state().phase() != ServerPhase.READY);
    }

    /// What may not be as it was meant, for operators: of the files, and of what they name and no server has.
    List<String> warnings() {
        List<String> all = new ArrayList<>(reloads.warnings());
        all.addAll(warnings.all());
        return all;
    }

    /// Whether callers have to show a key now.
    boolean keysRequired() {
        return admission.authenticator().required();
    }

    private List<Upstream> servers() {
        return gateway.servers();
    }

    /// The configuration in force.
    Configuration configuration() {
        return configuration;
    }

    /// Where MCP clients connect to.
    public static URI endpoint(Configuration configuration, Listener listener) {
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
        if (replicas != null) {
            replicas.close();
        }
        endStreams();
        gateway.close();
        admission.close();
        usage.close();
        webhook.close();
        store.close();
        engine.close();
        meters.close();
    }

    /// Whether only programs on this machine reach the gateway: a loopback listener that answers to other names too
    /// stands behind a proxy.
    private boolean onlyLocal() {
        return configuration.access().hosts().isEmpty()
                && configuration.access().proxies().isEmpty()
                && listen.hosts().stream().allMatch(Loopback::only);
    }

    /// What an issuer's metadata names beyond its own server is its word alone, so it must be public.
    private static KeySource issuerKeys(HttpEngine engine) {
        ClientSettings settings = ClientSettings.builder().maxConnections(8).build();
        return new HttpKeySource(
                engine.client(settings),
                engine.client(settings.guardedBy(new PublicAddresses(HostResolver.SYSTEM, List.of()))));
    }

    private static List<ServerSettings> servers(Configuration configuration) {
        return configuration.sample()
                ? List.of(ServerSettings.of(SAMPLE, new Transport.InProcess(SampleShop.server())))
                : configuration.servers();
    }

    private static KeyRing seals(Configuration configuration) throws IOException {
        return configuration.seals().isEmpty()
                ? KeyRing.inFile(
                        configuration.data().resolve("session-keys"),
                        configuration.limits().tokens().keyRotation(),
                        InstantSource.system())
                : KeyRing.given(configuration.seals());
    }

    private static TrustedProxies proxies(Configuration configuration) {
        return new TrustedProxies(configuration.access().proxies());
    }

    private RequestGuard guard(Configuration configuration) {
        return new RequestGuard(new GuardSettings(
                listen.hosts(),
                configuration.access().hosts(),
                configuration.access().origins()));
    }
}
