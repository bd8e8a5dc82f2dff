package io.gatehouse.upstream;

import io.gatehouse.http.Timers;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.EditedRequest;
import io.gatehouse.protocol.Failure.Outcome;
import io.gatehouse.protocol.Handler;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.Revision;
import io.gatehouse.upstream.Lister.Lists;
import io.gatehouse.upstream.call.Behalf;
import io.gatehouse.upstream.call.CallFailure;
import io.gatehouse.upstream.call.CallFailure.Kind;
import io.gatehouse.upstream.call.CallOptions;
import io.gatehouse.upstream.call.ServerLog;
import io.gatehouse.upstream.call.ServerPhase;
import io.gatehouse.upstream.call.Told;
import io.gatehouse.upstream.reading.ServerWarning;
import io.gatehouse.upstream.settings.ServerSettings;
import io.gatehouse.upstream.settings.Transport;
import io.gatehouse.upstream.transport.ConnectFailure;
import io.gatehouse.upstream.transport.Connection;
import io.gatehouse.upstream.transport.ConnectionEvents;
import io.gatehouse.upstream.transport.Connector;
import io.gatehouse.upstream.transport.Connectors;
import io.gatehouse.upstream.transport.Era;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// One configured server: its state, its lists, and the calls to it. A [Supervisor] keeps it going.
final class UpstreamServer implements RunningServer {
    private static final System.Logger LOG = System.getLogger(UpstreamServer.class.getName());
    private static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);

    private final ServerSettings settings;
    private final Connector connector;
    private final UpstreamListener listener;
    private final Timers timers;
    private final SnapshotFile file;
    private final ServerLog log;
    private final Bell bell = new Bell();
    private final Watches watches;
    private final TaskWatches taskWatches;
    private final OwnConnections own;
    private final CircuitBreaker breaker;
    private final CallHealth health;
    private final @Nullable HealthPage page;
    private final ServerWarnings warnings;
    private final ServerCalls calls;
    private final Caller behalf;
    private final @Nullable PartySessions parties;
    private final CompletableFuture<Void> firstLists = new CompletableFuture<>();
    private volatile Snapshot snapshot = Snapshot.EMPTY;
    private volatile UpstreamState state;
    private volatile @Nullable Connection connection;
    private volatile @Nullable Supervisor supervisor;
    private volatile @Nullable Thread thread;
    private volatile boolean retired;
    /// Whether the last listing got anything; null before the first.
    private volatile @Nullable Boolean useful;
    /// What the last listing gave, and when the next one comes; for the supervisor's thread.
    private @Nullable Lists lists;

    private @Nullable Instant nextLists;
    private volatile @Nullable Instant nextTrial;

    UpstreamServer(
            ServerSettings settings, Wiring wiring, UpstreamListener listener, SnapshotFile file, ServerLog log) {
        this(settings, wiring, listener, file, log, Behalf.GATEWAY, new CallSlots(settings.maxInFlight()));
    }

    /// @param behalf on whose behalf it is connected
    private UpstreamServer(
            ServerSettings settings,
            Wiring wiring,
            UpstreamListener listener,
            SnapshotFile file,
            ServerLog log,
            Caller behalf,
            CallSlots slots) {
        this.log = log;
        this.settings = settings;
        this.behalf = behalf;
        this.connector = Connectors.of(own(settings), wiring.engine(), wiring.identities(), log);
        this.listener = listener;
        this.timers = wiring.engine().timers();
        this.file = file;
        this.watches = new Watches(settings, timers);
        this.taskWatches = new TaskWatches(settings.retries(), timers);
        this.warnings = new ServerWarnings(settings);
        this.own = new OwnConnections(settings, connector, timers, bell, warnings);
        this.breaker = new CircuitBreaker(settings.breaker(), InstantSource.system());
        this.health = new CallHealth(breaker, this::callsFail, this::callsHeld);
        this.page = HealthPage.of(settings, wiring.engine(), bell::calls);
        this.calls = new ServerCalls(this, own, health, breaker, timers, slots);
        this.parties = settings.sessions().apart()
                ? new PartySessions(this, timers, (party, hears) -> {
                    UpstreamServer own = new UpstreamServer(
                            settings.forParty(party.transport()),
                            wiring,
                            hears,
                            SnapshotFile.none(),
                            log,
                            party.behalf(),
                            slots);
                    own.start(era());
                    return own;
                })
                : null;
        this.state = new UpstreamState(
                ServerPhase.STARTING,
                null,
                connector.transport().label(),
                null,
                null,
                null,
                null,
                Instant.now(),
                true,
                Duration.ZERO);
    }

    /// One that is connected for a single caller, of which no file is kept.
    static UpstreamServer of(
            ServerSettings settings, Wiring wiring, UpstreamListener listener, ServerLog log, Caller caller) {
        CallSlots slots = new CallSlots(settings.maxInFlight());
        return new UpstreamServer(settings, wiring, listener, SnapshotFile.none(), log, caller, slots);
    }

    /// Makes the server as one party sees it.
    @FunctionalInterface
    interface Kin {
        /// It has begun to connect. For virtual threads.
        ///
        /// @param hears what changes there
        UpstreamServer of(Party party, UpstreamListener hears);
    }

    /// The settings for its own connection: it is the gateway that reads the lists there.
    private static ServerSettings own(ServerSettings settings) {
        return settings.sessions().apart() && settings.transport() instanceof Transport.Stdio program
                ? settings.with(settings.name(), settings.callers().ownProgram(program, Behalf.GATEWAY))
                : settings;
    }

    /// Begins with what is known of another connection to it.
    void start(@Nullable Era known) {
        supervise(known);
    }

    @Override
    public void start() {
        SnapshotFile.Kept kept = settings.transport() instanceof Transport.InProcess ? null : file.read();
        if (kept != null) {
            snapshot = kept.snapshot();
            listener.listsChanged(this);
            firstLists.complete(null);
        }
        supervise(kept == null ? null : kept.era());
    }

    private void supervise(@Nullable Era era) {
        Supervisor started = new Supervisor(this, connector, bell, era);
        supervisor = started;
        thread = Thread.ofVirtual().name("upstream " + settings.name()).start(started);
        if (page != null) {
            page.start();
        }
    }

    @Override
    public String name() {
        return settings.name();
    }

    @Override
    public ServerSettings settings() {
        return settings;
    }

    @Override
    public UpstreamState state() {
        return state;
    }

    @Override
    public ServerLog log() {
        return log;
    }

    @Override
    public @Nullable Instant heldUntil(String account) {
        CallFailure unwell = unwell();
        if (unwell != null) {
            return unwell.nextTry();
        }
        // What happens to one party's calls holds back those of no other.
        return parties == null ? breaker.open(account) : null;
    }

    @Override
    public @Nullable CallFailure refusal(String account) {
        return parties == null ? calls.refusal(account) : unwell();
    }

    @Override
    public Snapshot snapshot() {
        return snapshot;
    }

    @Override
    public List<ServerWarning> warnings() {
        return warnings.all(snapshot);
    }

    /// Tells of something that the server does wrong and that was put up with; the same again changes nothing.
    void warn(ServerWarning warning) {
        warnings.add(warning);
    }

    @Override
    public CompletableFuture<Void> firstLists() {
        return firstLists.isDone() ? DONE : firstLists.copy();
    }

    @Override
    public void refresh() {
        bell.refresh();
        if (parties != null) {
            parties.refresh();
        }
    }

    @Override
    public Handler.Listening watch(Caller caller, Set<String> uris, Consumer<Set<String>> honoured) {
        return parties == null ? watches.add(uris, honoured) : parties.watch(caller, uris, honoured);
    }

    @Override
    public Handler.Listening watchTasks(
            Caller caller, Set<String> tasks, Consumer<Set<String>> honoured, Consumer<Notification> listener) {
        return parties == null
                ? taskWatches.add(tasks, honoured, listener)
                : parties.watchTasks(caller, tasks, honoured, listener);
    }

    @Override
    public void notify(Notification notification, Peer peer) {
        if (settings.transport() instanceof Transport.InProcess inProcess) {
            inProcess.handler().notification(notification, peer);
        } else if (parties != null) {
            parties.notify(notification, peer);
        } else {
            own.notify(notification, peer);
        }
    }

    @Override
    public void request(EditedRequest request, UpstreamExchange exchange, CallOptions options) {
        if (parties == null) {
            calls.request(request, exchange, options);
        } else {
            parties.request(request, exchange, options);
        }
    }

    @Nullable
    Connection connection() {
        return connection;
    }

    Watches watches() {
        return watches;
    }

    /// What is listened to is listened to over this connection from now on.
    void attach(Connection made, ConnectionEvents events) {
        watches.attach(made, events);
        taskWatches.attach(made);
    }

    /// There is no connection to listen over.
    void detach() {
        taskWatches.detach();
        watches.detach();
    }

    /// A resource was updated, as its own connection was told: of tenants or callers nothing is told there.
    void updated(Notification notification) {
        if (parties == null) {
            notified(notification, UpstreamListener.Hearers.ALL);
        }
    }

    void notified(Notification notification, UpstreamListener.Hearers hearers) {
        if (!retired) {
            listener.notified(this, notification, hearers);
        }
    }

    /// On whose behalf it is connected.
    Caller behalf() {
        return behalf;
    }

    /// How the server was found to speak, while it is connected.
    @Nullable
    Era era() {
        Connection current = connection;
        return current == null ? null : Era.of(current);
    }

    /// Its lists may have changed.
    void outdated() {
        bell.outdated();
    }

    @Override
    public void endSessions(Predicate<Caller> gone) {
        if (parties != null) {
            parties.end(gone);
        }
    }

    /// Sessions of single tenants or callers.
    int sessions() {
        return parties == null ? 0 : parties.size();
    }

    /// When a call ended last, in nanoseconds of [System#nanoTime()].
    long used() {
        return calls.used();
    }

    /// Whether no call runs and no client has a connection of its own that it would miss.
    boolean quiet() {
        return calls.inFlight() == 0 && own.dispensable();
    }

    void connected(Connection made, Duration took) {
        connection = made;
        Revision revision = made.facts().revision();
        ServerPhase phase = useful == null ? ServerPhase.STARTING : useful ? ServerPhase.READY : ServerPhase.RETRYING;
        Hindrance hindrance = hindrance();
        if (phase == ServerPhase.READY && hindrance != null) {
            showHindered(hindrance, revision, made.transport().label(), took);
        } else {
            change(phase, revision, made.transport().label(), null, null, null, null, snapshot.stale(), took);
        }
        calls.connected();
    }

    /// Calls to it fail now, or do so no more: the supervisor looks at that.
    private void callsFail() {
        if (health.failing() != null) {
            nextTrial = Instant.now().plus(CallHealth.TRIAL);
            timers.after(CallHealth.TRIAL, health::trial);
        }
        bell.calls();
    }

    private void callsHeld() {
        String text =
                "the last " + settings.breaker().failures() + " calls of a caller failed, so further ones are held"
                        + " back, " + settings.breaker().pause().toSeconds() + " s at a time";
        log.held(text);
        LOG.log(System.Logger.Level.WARNING, "server {0}: {1}", name(), text);
    }

    /// Shows whether calls to it succeed. For the supervisor's thread.
    void callsChanged() {
        Lists known = lists;
        if (known != null && connection != null) {
            showLists(known);
        }
    }

    /// Why a server that lists is not ready nevertheless.
    private record Hindrance(
            String problem,
            String remedy,
            Told caller,
            @Nullable Instant next) {}

    /// It says itself that it is not well, or every call to it fails; null when neither is known.
    private @Nullable Hindrance hindrance() {
        CallFailure unwell = unwell();
        if (unwell != null) {
            Told operator = unwell.operator();
            return new Hindrance(operator.happened(), operator.remedy(), unwell.caller(), unwell.nextTry());
        }
        CallFailure failing = health.failing();
        return failing == null
                ? null
                : new Hindrance(
                        "the last " + CallHealth.MOST_FAILURES + " calls of server " + name()
                                + " failed, the last one because "
                                + failing.operator().happened(),
                        failing.operator().remedy(),
                        Told.of("The last calls of server " + name() + " failed"),
                        nextTrial);
    }

    /// How a call fails while the server's health page says that it is not well; null while it does not.
    @Nullable
    CallFailure unwell() {
        HealthPage asked = page;
        String problem = asked == null ? null : asked.problem();
        return asked == null || problem == null
                ? null
                : CallFailure.of(
                                Kind.UNAVAILABLE,
                                name(),
                                Outcome.NOT_SENT,
                                new Told(problem, "calls are held back until it answers with HTTP 200"))
                        .until(Instant.now().plus(asked.every()))
                        .tellingCallers(Told.of("Server " + name() + " is not well, so calls are held back"));
    }

    private void showHindered(Hindrance hindrance, @Nullable Revision revision, String transport, Duration took) {
        change(
                ServerPhase.RETRYING,
                revision,
                transport,
                hindrance.problem(),
                hindrance.remedy(),
                hindrance.caller(),
                hindrance.next(),
                snapshot.stale(),
                took);
    }

    void disconnected() {
        connection = null;
    }

    /// @param next when the lists are asked for again, or null
    void listed(Lists lists, Era era, @Nullable Instant next) {
        Snapshot before = snapshot;
        Snapshot now = lists.snapshot();
        snapshot = now;
        warnings.listed(now.warnings());
        this.lists = lists;
        nextLists = next;
        useful = !lists.useless();
        showLists(lists);
        boolean changed = !now.sameAs(before);
        boolean written = changed || !now.warnings().equals(before.warnings());
        if (!(settings.transport() instanceof Transport.InProcess) && lists.problem() == null && written && !retired) {
            file.write(era, now);
        }
        if (changed && !retired) {
            listener.listsChanged(this);
        }
        firstLists.complete(null);
    }

    private void showLists(Lists lists) {
        UpstreamState last = state;
        Snapshot now = lists.snapshot();
        String problem = lists.problem();
        String remedy = problem == null
                ? null
                : ServerLog.remedy(name()) + "; the last known list stays, and the gateway asks again";
        Told caller = problem == null ? null : Told.of("Server " + name() + " did not return its lists");
        // Connected is not ready: a server may shake hands and fail at all else. Calls are sent to it nevertheless.
        boolean ready = !lists.useless();
        Hindrance hindrance = hindrance();
        if (ready && hindrance != null) {
            showHindered(hindrance, now.revision(), last.transport(), last.connectTime());
            return;
        }
        change(
                ready ? ServerPhase.READY : ServerPhase.RETRYING,
                now.revision(),
                last.transport(),
                problem,
                remedy,
                caller,
                ready ? null : nextLists,
                now.stale(),
                last.connectTime());
    }

    void failed(ConnectFailure failure, @Nullable Instant nextTry) {
        out(ServerPhase.RETRYING, failure.problem(), failure.remedy(), failure.caller(), nextTry);
    }

    void givenUp(String problem, String remedy, @Nullable Told caller) {
        out(ServerPhase.FAILED, problem, remedy, caller, null);
    }

    private void out(
            ServerPhase phase, String problem, String remedy, @Nullable Told caller, @Nullable Instant nextTry) {
        snapshot = snapshot.withStale(true);
        UpstreamState last = state;
        Kind kind = phase == ServerPhase.FAILED ? Kind.GIVEN_UP : Kind.UNAVAILABLE;
        Told told = caller == null ? Told.of(kind.happened(name())) : caller;
        change(phase, snapshot.revision(), last.transport(), problem, remedy, told, nextTry, true, last.connectTime());
        firstLists.complete(null);
        calls.sendWaiting();
    }

    private void change(
            ServerPhase phase,
            @Nullable Revision revision,
            String transport,
            @Nullable String problem,
            @Nullable String remedy,
            @Nullable Told caller,
            @Nullable Instant nextTry,
            boolean stale,
            Duration connectTime) {
        UpstreamState last = state;
        Instant since = last.phase() == phase ? last.since() : Instant.now();
        String wrong = problem == null ? null : log.secrets().hide(problem);
        String advice = remedy == null ? null : log.secrets().hide(remedy);
        if (last.phase() != phase || !Objects.equals(last.problem(), wrong)) {
            logState(phase, wrong);
        }
        UpstreamState now = new UpstreamState(
                phase, revision, transport, wrong, advice, caller, nextTry, since, stale, connectTime);
        state = now;
        if (!Objects.equals(now, last) && !retired) {
            listener.stateChanged(this);
        }
    }

    /// Of a single party only problems are worth a line.
    private void logState(ServerPhase phase, @Nullable String wrong) {
        if (behalf == Behalf.GATEWAY) {
            log.state(phase, wrong == null ? "" : wrong);
        } else if (wrong != null) {
            log.state(phase, "for " + Behalf.name(behalf) + ", " + wrong);
        }
    }

    @Override
    public void retire() {
        retired = true;
    }

    @Override
    public int inFlight() {
        return calls.inFlight() + (parties == null ? 0 : parties.inFlight());
    }

    @Override
    public CompletableFuture<Void> close() {
        bell.close();
        if (page != null) {
            page.close();
        }
        Supervisor started = supervisor;
        Thread running = thread;
        if (running != null) {
            running.interrupt();
        }
        CompletableFuture<Void> shared = started == null ? DONE : started.ended();
        CompletableFuture<Void> apart = parties == null ? DONE : parties.close();
        return CompletableFuture.allOf(shared, own.close(), apart).handle((done, failure) -> {
            connector.close();
            calls.close();
            firstLists.complete(null);
            return null;
        });
    }
}
