package io.gatehouse.upstream;

import io.gatehouse.http.Timers;
import io.gatehouse.protocol.ClientCapabilities;
import io.gatehouse.protocol.EditedRequest;
import io.gatehouse.protocol.Failure.Outcome;
import io.gatehouse.protocol.Meta;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import io.gatehouse.upstream.call.CallFailure;
import io.gatehouse.upstream.call.CallFailure.Kind;
import io.gatehouse.upstream.call.CallOptions;
import io.gatehouse.upstream.call.Outgoing;
import io.gatehouse.upstream.call.Replies;
import io.gatehouse.upstream.call.Sending;
import io.gatehouse.upstream.call.ServerLog;
import io.gatehouse.upstream.call.Told;
import io.gatehouse.upstream.reading.Shown;
import io.gatehouse.upstream.settings.ServerSettings;
import io.gatehouse.upstream.transport.Connection;
import io.gatehouse.upstream.transport.ServerRequests;
import io.gatehouse.upstream.transport.Undeclared;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// One request of a client, from the moment that the server's upstream takes it to its one answer. Run
/// when the client cancels it.
final class ServerCall implements Replies, Runnable {
    private static final List<String> LEVELS =
            List.of("debug", "info", "notice", "warning", "error", "critical", "alert", "emergency");

    private static final System.Logger LOG = System.getLogger(ServerCall.class.getName());
    private static final Told UNHANDLED =
            new Told("The gateway failed while it handled the answer", "Report the error in its log.");
    private static final int SHOWN_METHODS = 200;

    private final ServerSettings settings;
    private final EditedRequest request;
    private final UpstreamExchange exchange;
    private final CallOptions options;
    private final Runnable ended;
    private final CallHealth health;
    private final ServerLog log;
    private final Timers timers;
    private final Predicate<ServerCall> again;
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicReference<@Nullable Runnable> alsoEnded = new AtomicReference<>();
    private final AtomicReference<@Nullable Sending> sending = new AtomicReference<>();
    private volatile boolean sent;
    private volatile long sentAt;
    private boolean modernServer;
    private boolean sentAgain;
    private volatile @Nullable Connection connection;
    private volatile @Nullable String refused;
    private volatile @Nullable Outgoing outgoing;
    private volatile boolean awaitsTask;

    /// @param ended runs once, before the exchange hears of the end
    /// @param again sends the call over another connection, if it is one that can be replaced
    ServerCall(
            ServerSettings settings,
            EditedRequest request,
            UpstreamExchange exchange,
            CallOptions options,
            Runnable ended,
            CallHealth health,
            ServerLog log,
            Timers timers,
            Predicate<ServerCall> again) {
        this.again = again;
        this.timers = timers;
        this.health = health;
        this.log = log;
        this.settings = settings;
        this.request = request;
        this.exchange = exchange;
        this.options = options;
        this.ended = ended;
    }

    Peer peer() {
        return exchange.peer();
    }

    boolean over() {
        return over.get();
    }

    /// The method of its request.
    String method() {
        return request.method();
    }

    /// `_meta` of its request as it came, or null.
    @Nullable
    ObjectView meta() {
        return request.original().meta();
    }

    /// Runs a further action at the end too.
    void alsoAtEnd(Runnable action) {
        alsoEnded.accumulateAndGet(action, ServerCall::both);
        if (over.get()) {
            runAlsoEnded();
        }
    }

    /// Sends it.
    void through(Connection connection) {
        if (over.get()) {
            return;
        }
        Duration timeout = Objects.requireNonNullElse(options.callTimeout(), settings.callTimeout());
        Duration limit = Objects.requireNonNullElse(options.callLimit(), settings.callLimit());
        sentAt = System.nanoTime();
        sent = true;
        this.connection = connection;
        modernServer = connection.facts().revision().modern();
        Outgoing outgoing = new Outgoing(
                modernServer ? request : TaskCalls.sent(request, asTask()),
                exchange.peer(),
                options.headerParameters(),
                exchange.parameterHeaders(),
                timeout,
                limit,
                options.repeatable(),
                0,
                modernServer && options.task());
        this.outgoing = outgoing;
        Sending before = sending.get();
        Sending call = connection.send(outgoing, this);
        // The answer may have come already, and a task that is waited for have taken its place.
        if (sending.compareAndSet(before, call)) {
            cancelWhereOver(call);
        }
    }

    private void cancelWhereOver(Sending started) {
        if (over.get()) {
            started.cancel("cancelled");
        }
    }

    private boolean asTask() {
        return options.task() && !modernServer && request.method().equals(Method.TOOLS_CALL);
    }

    /// Waits for the result of a task that the server has made of the call.
    private void awaitTask(Connection over, Outgoing outgoing, String id) {
        awaitsTask = true;
        TaskWait wait = new TaskWait(this, over, timers, outgoing, settings.name(), id);
        sending.set(wait);
        cancelWhereOver(wait);
        wait.start();
    }

    @Override
    public void run() {
        Outcome outcome = sent ? Outcome.SENT_OUTCOME_UNKNOWN : Outcome.NOT_SENT;
        if (finish()) {
            cancelSending("the client cancelled the request");
            exchange.failed(CallFailure.open(
                    Kind.CANCELLED, settings.name(), outcome, Told.of("The client cancelled the call")));
        }
    }

    /// Whatever goes wrong with the answer, whoever waits for it hears of an end.
    @Override
    public void response(Response response) {
        try {
            answered(response);
        } catch (RuntimeException | Error broken) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "The gateway could not handle an answer of server " + settings.name() + ".",
                    broken);
            finish();
            exchange.failed(CallFailure.of(Kind.INVALID_ANSWER, settings.name(), Outcome.DONE, UNHANDLED));
        }
    }

    private void answered(Response response) {
        health.answered(exchange.peer().caller());
        String begun = asTask() && !awaitsTask ? TaskCalls.begun(response) : null;
        Connection over = connection;
        Outgoing sentAs = outgoing;
        if (begun != null && over != null && sentAs != null) {
            awaitTask(over, sentAs, begun);
            return;
        }
        Undeclared undeclared = modernServer ? Undeclared.in(response, exchange.peer()) : null;
        if (undeclared == null) {
            if (finish()) {
                exchange.respond(response);
            }
        } else if (exchange.peer().revision().modern()) {
            if (finish()) {
                exchange.respond(undeclared.error());
            }
        } else {
            failed(asked(undeclared.what()));
        }
    }

    @Override
    public void notification(Notification notification) {
        if (!over.get() && wanted(notification)) {
            exchange.notify(notification);
        }
    }

    @Override
    public void asked(Request asked, Consumer<Response> answer) {
        Response own = ServerRequests.own(settings, asked);
        if (own != null) {
            answer.accept(own);
            return;
        }
        if (!ClientCapabilities.asks(asked.method())) {
            answer.accept(ServerRequests.refusal(asked));
        } else if (exchange.takesQuestions()
                && ClientCapabilities.missing(exchange.peer(), asked.method(), asked.params()) == null) {
            hold();
            exchange.ask(asked, response -> {
                release();
                answer.accept(response);
            });
        } else {
            answer.accept(ServerRequests.refusal(asked));
            refused(asked);
        }
    }

    /// The deadline stands still while the client is asked something: it may be a person.
    void hold() {
        Sending started = sending.get();
        if (started != null) {
            started.hold();
        }
    }

    /// It goes on.
    void release() {
        Sending started = sending.get();
        if (started != null) {
            started.release();
        }
    }

    /// Whether it comes from a door that answers such questions itself: nobody's session could be mistaken for
    /// another's.
    boolean answersWithoutSession(Request asked) {
        Peer peer = exchange.peer();
        return ClientCapabilities.asks(asked.method())
                && peer.session() == null
                && !peer.revision().modern()
                && ClientCapabilities.missing(peer, asked.method(), asked.params()) == null;
    }

    /// Notes what the server asked for and was refused. It may go on without, so this counts only if the call fails.
    void refused(Request asked) {
        refused = asked.method();
    }

    /// What it was sent over last; null before.
    @Nullable
    Connection connection() {
        return connection;
    }

    @Override
    public void failed(CallFailure failure) {
        if (failure.kind() == Kind.FORGOTTEN && !sentAgain) {
            sentAgain = true;
            if (again.test(this)) {
                return;
            }
        }
        if (finish()) {
            exchange.failed(noted(failure));
        }
    }

    /// The failure as it is told, once it is in the books of the server.
    private CallFailure noted(CallFailure failure) {
        try {
            if (sent) {
                health.failed(exchange.peer().caller(), failure, sentAt);
            }
            String asked = refused;
            return log.failed(asked == null || failure.kind() == Kind.ASKED ? failure : after(asked, failure));
        } catch (RuntimeException broken) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "The gateway could not note a failure of server " + settings.name() + ".",
                    broken);
            return failure;
        }
    }

    private static CallFailure after(String asked, CallFailure failure) {
        String before =
                "; before that it asked for " + Shown.text(asked, SHOWN_METHODS) + ", which this client cannot do here";
        Told caller = failure.caller();
        Told operator = failure.operator();
        return new CallFailure(
                failure.kind(),
                failure.server(),
                failure.outcome(),
                new Told(caller.happened() + before, caller.remedy()),
                new Told(operator.happened() + before, operator.remedy()),
                failure.nextTry());
    }

    private CallFailure asked(String what) {
        return CallFailure.open(
                Kind.ASKED,
                settings.name(),
                Outcome.SENT_OUTCOME_UNKNOWN,
                new Told(
                        "Server " + settings.name() + " asked for " + Shown.text(what, SHOWN_METHODS)
                                + ", which this client cannot do here",
                        "Use a client that declares it when it connects."));
    }

    /// A modern client gets the log messages that it asked for, and no others, and does not hear that an address was
    /// opened or a question withdrawn, which its revision has no words for.
    private boolean wanted(Notification notification) {
        if (!exchange.peer().revision().modern()) {
            return true;
        }
        if (!notification.method().equals(Method.MESSAGE)) {
            return !notification.method().equals(Method.ELICITED)
                    && !notification.method().equals(Method.CANCELLED);
        }
        ObjectView meta = meta();
        String from = meta == null ? null : meta.string(Meta.LOG_LEVEL);
        String level =
                notification.params() == null ? null : notification.params().string("level");
        return from != null && (level == null || LEVELS.indexOf(level) >= LEVELS.indexOf(from));
    }

    private boolean finish() {
        if (!over.compareAndSet(false, true)) {
            return false;
        }
        try {
            ended.run();
            runAlsoEnded();
        } catch (RuntimeException broken) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "The gateway could not clear up after a call of server " + settings.name() + ".",
                    broken);
        }
        return true;
    }

    private void runAlsoEnded() {
        Runnable action = alsoEnded.getAndSet(null);
        if (action != null) {
            action.run();
        }
    }

    private static Runnable both(@Nullable Runnable first, @Nullable Runnable second) {
        return () -> {
            if (first != null) {
                first.run();
            }
            if (second != null) {
                second.run();
            }
        };
    }

    private void cancelSending(String reason) {
        Sending started = sending.get();
        if (started != null) {
            started.cancel(reason);
        }
    }
}
