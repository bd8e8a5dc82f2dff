package io.gatehouse.upstream;

import io.gatehouse.http.Timers;
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
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A connection that one client session has for itself: opened for its first call, declaring what that
/// client can do, closed with the session or when nobody used it for long.
final class OwnConnection implements ConnectionEvents {
    private static final System.Logger LOG = System.getLogger(OwnConnection.class.getName());
    private static final Duration LISTENING = Duration.ofSeconds(2);

    private final OwnConnections all;
    private final ServerSettings settings;
    private final Connector connector;
    private final Timers timers;
    private final Bell bell;
    private final Peer peer;
    private final Peer.Session session;
    private final CompletableFuture<Connection> opened = new CompletableFuture<>();
    /// Completes when opening it is over, whatever came of it.
    private final CompletableFuture<Void> settled = new CompletableFuture<>();

    private CompletableFuture<?> ready = opened;
    private @Nullable String level;
    private int running;
    private long used = System.nanoTime();
    private boolean closed;

    OwnConnection(
            OwnConnections all,
            ServerSettings settings,
            Connector connector,
            Timers timers,
            Bell bell,
            Peer peer,
            Peer.Session session) {
        this.all = all;
        this.settings = settings;
        this.connector = connector;
        this.timers = timers;
        this.bell = bell;
        this.peer = peer;
        this.session = session;
    }

    /// Whom it is charged to.
    String account() {
        return peer.caller().account();
    }

    Peer.Session session() {
        return session;
    }

    void open(Era era) {
        Thread.ofVirtual().name("connection of a session to " + settings.name()).start(() -> {
            try {
                Connection made = connector.connect(ClientFace.own(peer, settings.roots()), era, this);
                if (made instanceof StreamableConnection streamable) {
                    // Some servers ask on this stream only, and ask nobody when it is not there yet.
                    streamable
                            .listen()
                            .orTimeout(LISTENING.toMillis(), TimeUnit.MILLISECONDS)
                            .exceptionally(late -> null)
                            .join();
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
        timers.after(settings.ownIdle(), this::closeWhenIdle);
    }

    /// Sends a call when it is open, after the session's log level.
    ///
    /// @return false when it is closing
    boolean take(ServerCall call) {
        CompletableFuture<?> before;
        synchronized (this) {
            if (closed) {
                return false;
            }
            running++;
            before = levelled();
        }
        call.alsoAtEnd(this::ended);
        before.whenComplete((done, failure) -> {
            Connection made = opened.isCompletedExceptionally() ? null : opened.getNow(null);
            if (made != null) {
                call.through(made);
            } else {
                call.failed(unavailable());
            }
        });
        return true;
    }

    void notify(Notification notification) {
        opened.thenAccept(made -> made.notify(notification));
    }

    CompletableFuture<Void> close() {
        synchronized (this) {
            closed = true;
        }
        all.forget(this);
        if (opened.completeExceptionally(new IllegalStateException("closed"))) {
            return settled;
        }
        Connection made = opened.isCompletedExceptionally() ? null : opened.getNow(null);
        return made == null ? CompletableFuture.completedFuture(null) : made.close();
    }

    /// The server hears of another log level before the next call.
    private CompletableFuture<?> levelled() {
        String wanted = session.logLevel();
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

    private synchronized void ended() {
        running--;
        used = System.nanoTime();
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
                    Told.of("The session's own connection to server " + settings.name() + " was closed"));
        }
        CallFailure failure = CallFailure.of(
                Kind.UNAVAILABLE, settings.name(), Outcome.NOT_SENT, new Told(known.problem(), known.remedy()));
        Told caller = known.caller();
        return caller == null ? failure : failure.tellingCallers(caller);
    }

    @Override
    public void notification(Notification notification, List<Replies> calls) {
        switch (notification.method()) {
            case Method.TOOLS_CHANGED, Method.PROMPTS_CHANGED, Method.RESOURCES_CHANGED -> bell.outdated();
            case Method.RESOURCE_UPDATED -> {}
            default -> {
                if (calls.isEmpty()) {
                    session.notify(notification);
                } else {
                    calls.getLast().notification(notification);
                }
            }
        }
    }

    @Override
    public void asked(Request request, Consumer<Response> answer, List<Replies> calls) {
        Response own = ServerRequests.own(settings, request);
        String capability = ServerRequests.capability(request.method());
        if (own != null) {
            answer.accept(own);
        } else if (!calls.isEmpty()) {
            calls.getLast().asked(request, answer);
        } else if (capability != null && peer.can(capability)) {
            session.ask(request, answer);
        } else {
            answer.accept(ServerRequests.refusal(request));
        }
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
        LOG.log(System.Logger.Level.DEBUG, () -> "the connection of a session ended: " + problem);
        synchronized (this) {
            closed = true;
        }
        all.forget(this);
    }
}
