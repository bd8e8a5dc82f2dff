package io.gatehouse.upstream;

import io.gatehouse.http.Timers;
import io.gatehouse.protocol.ClientCapabilities;
import io.gatehouse.protocol.Failure.Outcome;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import io.gatehouse.upstream.call.CallFailure;
import io.gatehouse.upstream.call.CallFailure.Kind;
import io.gatehouse.upstream.call.ClientFace;
import io.gatehouse.upstream.call.Outgoing;
import io.gatehouse.upstream.call.Replies;
import io.gatehouse.upstream.call.Told;
import io.gatehouse.upstream.reading.ServerWarning;
import io.gatehouse.upstream.settings.ServerSettings;
import io.gatehouse.upstream.transport.ConnectFailure;
import io.gatehouse.upstream.transport.Connection;
import io.gatehouse.upstream.transport.ConnectionEvents;
import io.gatehouse.upstream.transport.Connector;
import io.gatehouse.upstream.transport.Era;
import io.gatehouse.upstream.transport.Question;
import io.gatehouse.upstream.transport.ServerRequests;
import io.gatehouse.upstream.transport.StreamableConnection;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A connection that one client has for itself: opened for its first call, declaring what that client can do,
/// closed with its session or when nobody used it for long.
final class OwnConnection implements ConnectionEvents {
    private static final System.Logger LOG = System.getLogger(OwnConnection.class.getName());
    /// Within this time most servers answer a request for their stream.
    private static final Duration PROMPTLY = Duration.ofMillis(100);

    private static final Duration LISTENING = Duration.ofSeconds(2);

    private final OwnConnections all;
    private final ServerSettings settings;
    private final Connector connector;
    private final Timers timers;
    private final Bell bell;
    private final OwnFace face;
    private final CompletableFuture<Connection> opened = new CompletableFuture<>();
    /// Completes when opening it is over, whatever came of it.
    private final CompletableFuture<Void> settled = new CompletableFuture<>();

    private CompletableFuture<?> ready = opened;
    private @Nullable String level;
    private final Set<ServerCall> calls = new LinkedHashSet<>();
    private int running;
    private long used = System.nanoTime();
    private boolean opening;
    private @Nullable Thread opener;
    private boolean closed;

    OwnConnection(
            OwnConnections all, ServerSettings settings, Connector connector, Timers timers, Bell bell, OwnFace face) {
        this.all = all;
        this.settings = settings;
        this.connector = connector;
        this.timers = timers;
        this.bell = bell;
        this.face = face;
    }

    /// Whom it is charged to.
    String account() {
        return face.peer().caller().account();
    }

    OwnFace face() {
        return face;
    }

    /// Whether it takes a further call, which is sent next.
    synchronized boolean reserve() {
        if (closed || face.exclusive() && running > 0) {
            return false;
        }
        running++;
        return true;
    }

    /// Whether nobody would notice that it is closed: it carries no call, and no session counts on it.
    synchronized boolean dispensable() {
        return face.exclusive() && running == 0;
    }

    /// When it was last used, in nanoseconds of [System#nanoTime()].
    synchronized long used() {
        return used;
    }

    private void open(Era era) {
        Thread started = Thread.ofVirtual()
                .name("connection of a client to " + settings.name())
                .start(() -> {
                    try {
                        Connection made = connector.connect(ClientFace.own(face.peer(), settings.roots()), era, this);
                        if (made instanceof StreamableConnection streamable) {
                            listen(streamable);
                        }
                        if (!opened.complete(made)) {
                            made.close().join();
                        }
                    } catch (ConnectFailure | RuntimeException failure) {
                        opened.completeExceptionally(failure);
                        all.forget(this);
                    } finally {
                        settled.complete(null);
                    }
                });
        synchronized (this) {
            opener = started;
            if (closed) {
                started.interrupt();
            }
        }
        timers.after(settings.ownIdle(), this::closeWhenIdle);
    }

    /// Waits until the server has the stream, since some ask on it only, and ask nobody when it is not there yet.
    /// Others answer only once they have something to say there; they have it when they answer a `ping` that came
    /// later.
    private void listen(StreamableConnection made) {
        CompletableFuture<Void> listening = made.listen();
        if (!over(listening, PROMPTLY)) {
            Question ping = new Question(settings.name());
            made.send(Outgoing.own(Request.of("0", Method.PING, null), Outgoing.CONTROL_TIMEOUT), ping);
            over(CompletableFuture.anyOf(listening, ping.answer()), LISTENING);
        }
    }

    private static boolean over(CompletableFuture<?> what, Duration limit) {
        return what.handle((done, failure) -> true)
                .completeOnTimeout(false, limit.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    /// Sends a call that it was reserved for, after the log level. The first opens it.
    void send(ServerCall call, Era era) {
        CompletableFuture<?> before;
        boolean first;
        synchronized (this) {
            first = !opening && !closed;
            opening |= first;
            calls.add(call);
            before = levelled(face.logLevel(call));
        }
        if (first) {
            open(era);
        }
        call.alsoAtEnd(() -> ended(call));
        before.whenComplete((done, failure) -> {
            Connection made = opened.isCompletedExceptionally() ? null : opened.getNow(null);
            if (made != null) {
                call.through(made);
            } else {
                call.failed(unavailable());
            }
        });
    }

    void notify(Notification notification) {
        opened.thenAccept(made -> made.notify(notification));
    }

    CompletableFuture<Void> close() {
        Thread connects;
        boolean begun;
        synchronized (this) {
            closed = true;
            connects = opener;
            begun = opening;
        }
        all.forget(this);
        if (opened.completeExceptionally(new IllegalStateException("closed"))) {
            if (connects != null) {
                // It may wait for a server that does not answer.
                connects.interrupt();
            }
            return begun ? settled : CompletableFuture.completedFuture(null);
        }
        Connection made = opened.isCompletedExceptionally() ? null : opened.getNow(null);
        return made == null ? CompletableFuture.completedFuture(null) : made.close();
    }

    /// The server hears of another log level before the next call.
    private CompletableFuture<?> levelled(@Nullable String wanted) {
        if (!Objects.equals(wanted, level) && wanted != null) {
            level = wanted;
            ready = ready.thenCompose(done -> setLevel(wanted));
        }
        return ready;
    }

    private CompletableFuture<?> setLevel(String wanted) {
        Connection made = opened.join();
        if (!made.facts().can("logging")) {
            return opened;
        }
        Question question = new Question(settings.name());
        Request request = Request.of("0", Method.SET_LEVEL, "{\"level\":" + Json.quote(wanted) + "}");
        made.send(Outgoing.own(request, Outgoing.CONTROL_TIMEOUT), question);
        return question.answer().handle((answer, failure) -> answer);
    }

    private void ended(ServerCall call) {
        synchronized (this) {
            running--;
            calls.remove(call);
            used = System.nanoTime();
        }
        all.freed();
    }

    private void closeWhenIdle() {
        long left;
        synchronized (this) {
            if (closed) {
                return;
            }
            left = running > 0
                    ? settings.ownIdle().toNanos()
                    : used + settings.ownIdle().toNanos() - System.nanoTime();
        }
        if (left <= 0) {
            close();
        } else {
            timers.after(Duration.ofNanos(left), this::closeWhenIdle);
        }
    }

    private CallFailure unavailable() {
        Throwable cause = opened.exceptionNow();
        if (!(cause instanceof ConnectFailure known)) {
            return CallFailure.open(
                    Kind.UNAVAILABLE,
                    settings.name(),
                    Outcome.NOT_SENT,
                    Told.of("The client's own connection to server " + settings.name() + " was closed"));
        }
        CallFailure failure = CallFailure.of(
                Kind.UNAVAILABLE, settings.name(), Outcome.NOT_SENT, new Told(known.problem(), known.remedy()));
        Told caller = known.caller();
        return caller == null ? failure : failure.tellingCallers(caller);
    }

    @Override
    public void notification(Notification notification, List<Replies> inFlight) {
        switch (notification.method()) {
            case Method.TOOLS_CHANGED, Method.PROMPTS_CHANGED, Method.RESOURCES_CHANGED -> bell.outdated();
            case Method.RESOURCE_UPDATED -> {}
            default -> {
                Peer.Session session = face.session();
                if (session != null && notification.method().equals(Method.CANCELLED)) {
                    session.notify(notification);
                } else if (!inFlight.isEmpty()) {
                    inFlight.getLast().notification(notification);
                } else if (session != null) {
                    session.notify(notification);
                }
            }
        }
    }

    @Override
    public void asked(Request request, Consumer<Response> answer, List<Replies> inFlight) {
        Response own = ServerRequests.own(settings, request);
        Peer.Session session = face.session();
        ServerCall asker = asker(request);
        if (own != null) {
            answer.accept(own);
        } else if (asker != null) {
            asker.asked(request, answer);
        } else if (session != null && ClientCapabilities.refusal(face.peer(), request) == null) {
            askOfNoCall(session, request, answer);
        } else {
            answer.accept(ServerRequests.refusal(request));
        }
    }

    /// The call that a question belongs to: the only one for which it is there now, which may not have been sent yet.
    /// Null where several run, since the question names none, and for roots, which are the session's.
    private synchronized @Nullable ServerCall asker(Request question) {
        boolean ofSession = face.session() != null && question.method().equals(Method.ROOTS_LIST);
        return ofSession || calls.size() != 1 ? null : calls.iterator().next();
    }

    /// It may be the question of any call that runs: none of them times out while the client thinks.
    private void askOfNoCall(Peer.Session session, Request request, Consumer<Response> answer) {
        List<ServerCall> held;
        synchronized (this) {
            held = List.copyOf(calls);
        }
        held.forEach(ServerCall::hold);
        session.ask(request, response -> {
            held.forEach(ServerCall::release);
            answer.accept(response);
        });
    }

    @Override
    public void outdated() {}

    @Override
    public synchronized void renewed() {
        level = null;
    }

    @Override
    public void suspect() {
        bell.suspect();
    }

    @Override
    public void warned(ServerWarning warning) {
        all.warned(warning);
    }

    @Override
    public void lost(String problem) {
        LOG.log(System.Logger.Level.DEBUG, () -> "the connection of a client ended: " + problem);
        synchronized (this) {
            closed = true;
        }
        all.forget(this);
    }
}
