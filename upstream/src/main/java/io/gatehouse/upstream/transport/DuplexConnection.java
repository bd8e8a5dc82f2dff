package io.gatehouse.upstream.transport;

import io.gatehouse.http.Timers;
import io.gatehouse.protocol.Failure.Outcome;
import io.gatehouse.protocol.Message;
import io.gatehouse.protocol.Meta;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Revision;
import io.gatehouse.protocol.Slice;
import io.gatehouse.upstream.call.CallFailure;
import io.gatehouse.upstream.call.CallFailure.Kind;
import io.gatehouse.upstream.call.ClientFace;
import io.gatehouse.upstream.call.Outgoing;
import io.gatehouse.upstream.call.Replies;
import io.gatehouse.upstream.call.Sending;
import io.gatehouse.upstream.call.Told;
import io.gatehouse.upstream.reading.ServerMessage;
import io.gatehouse.upstream.reading.ServerReader;
import io.gatehouse.upstream.reading.ServerWarning;
import io.gatehouse.upstream.settings.ServerSettings;
import io.gatehouse.upstream.transport.ConnectFailure.Evidence;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// All messages share one way: standard streams, or HTTP+SSE. Answers find their requests by id.
final class DuplexConnection implements Connection {
    private static final Consumer<CallFailure> DROP = failure -> {};

    private final String server;
    private final TransportKind transport;
    private final Timers timers;
    private final Pipe pipe;
    private final ConnectionEvents events;
    private final ServerReader reader;
    private final AtomicLong ids = new AtomicLong();
    private final Map<Long, DuplexCall> pending = new ConcurrentHashMap<>();
    private volatile @Nullable Facts facts;
    private volatile @Nullable String ended;

    DuplexConnection(
            ServerSettings settings, TransportKind transport, Timers timers, Pipe pipe, ConnectionEvents events) {
        this.server = settings.name();
        this.reader = new ServerReader(settings.answerDepth(), events::warned);
        this.transport = transport;
        this.timers = timers;
        this.pipe = pipe;
        this.events = events;
    }

    /// Asks for the legacy era; `adopt` takes what is found.
    Facts initialize(ClientFace face, Duration timeout) throws ConnectFailure {
        return Handshake.initialized(
                server, ask(Handshake.initialize(face), Revision.NEWEST_LEGACY).in(timeout));
    }

    /// Sends a request of the handshake.
    Question ask(Request request, Revision revision) {
        Question question = new Question(server);
        send(Outgoing.own(request, null), question, revision);
        return question;
    }

    /// The handshake is done and this is the connection: from here on its end is told.
    void adopt(Facts found) {
        facts = found;
        if (!found.revision().modern()) {
            notify(Handshake.INITIALIZED);
        }
        String problem = ended;
        if (problem != null) {
            events.lost("server " + server + ": " + problem);
        }
    }

    String server() {
        return server;
    }

    @Override
    public Facts facts() {
        Facts known = facts;
        if (known == null) {
            throw new IllegalStateException("the handshake is not done");
        }
        return known;
    }

    @Override
    public TransportKind transport() {
        return transport;
    }

    @Override
    public boolean stateful() {
        return !facts().revision().modern();
    }

    @Override
    public Sending send(Outgoing outgoing, Replies replies) {
        return send(outgoing, replies, facts().revision());
    }

    private Sending send(Outgoing outgoing, Replies replies, Revision revision) {
        long id = ids.incrementAndGet();
        DuplexCall call = new DuplexCall(this, outgoing, replies, id, timers);
        pending.put(id, call);
        String problem = ended;
        if (problem != null) {
            call.fail(Kind.UNAVAILABLE, problem, Outcome.NOT_SENT);
            return call;
        }
        byte[] idBytes = call.id().array();
        pipe.send(OutboundRequest.bytes(outgoing, revision, idBytes), outgoing.caller(), call::undelivered);
        call.watch();
        return call;
    }

    @Override
    public void notify(Notification notification) {
        pipe.send(notification.body().bytes(), null, DROP);
    }

    @Override
    public CompletableFuture<Void> close() {
        ended("the connection was closed");
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread.ofVirtual().name("end of " + server).start(() -> {
            pipe.close();
            done.complete(null);
        });
        return done;
    }

    void forget(long id) {
        pending.remove(id);
    }

    /// Takes what the server sent.
    void receive(Slice bytes) {
        for (Slice one : reader.each(bytes)) {
            switch (reader.read(one)) {
                case ServerMessage.Known known -> taken(known.message());
                case ServerMessage.Broken broken -> {
                    DuplexCall call = broken.id() == null ? sole() : call(broken.id());
                    if (call != null) {
                        call.fail(
                                Kind.INVALID_ANSWER,
                                "its answer is not a message: " + broken.problem(),
                                Outcome.SENT_OUTCOME_UNKNOWN);
                    } else {
                        passedOver();
                    }
                }
                case ServerMessage.Other other -> passedOver();
            }
        }
    }

    private void passedOver() {
        boolean streams = transport == TransportKind.STDIO;
        events.warned(new ServerWarning(
                streams ? "standard output" : "event stream",
                "other output is mixed with its messages",
                "passed over; " + (streams ? "its logs belong on standard error" : "only messages belong there")));
    }

    /// A message was dropped for want of memory. If it was an answer, whoever waits for it hears so.
    void dropped(String beginning, String ending) {
        DuplexCall call = answered(new MessageEdges(beginning, ending));
        if (call == null) {
            events.warned(new ServerWarning("", "a message was larger than the free memory", "dropped"));
        } else {
            call.undelivered(HttpProblems.dropped(server));
        }
    }

    /// A message was longer than allowed, and the other side is ended for it.
    void tooLong(String beginning) {
        DuplexCall call = answered(new MessageEdges(beginning, ""));
        if (call != null) {
            String remedy = "raise answer-bytes of server " + server + " if such answers are expected";
            call.undelivered(CallFailure.of(
                            Kind.TOO_LARGE,
                            server,
                            Outcome.SENT_OUTCOME_UNKNOWN,
                            new Told("server " + server + ": its answer was longer than answer-bytes", remedy))
                    .tellingCallers(new Told(Kind.TOO_LARGE.happened(server), "Ask for less.")));
        }
    }

    /// The other side is gone: what is in flight fails.
    void ended(String problem) {
        if (ended != null) {
            return;
        }
        ended = problem;
        for (DuplexCall call : pending.values()) {
            call.fail(Kind.BROKEN_OFF, problem, Outcome.SENT_OUTCOME_UNKNOWN);
        }
        // Before the handshake is done, whoever waits for it hears of it; another process may be tried.
        if (facts != null) {
            events.lost("server " + server + ": " + problem);
        }
    }

    private void taken(Message message) {
        switch (message) {
            case Response response -> {
                DuplexCall call = response.id() == null ? sole() : call(response.id());
                if (call != null) {
                    call.answered(response);
                }
            }
            case Notification notification -> notified(notification);
            case Request asked when facts == null && Handshake.asks(asked) -> echoed(asked);
            case Request asked ->
                events.asked(
                        asked,
                        answer ->
                                pipe.send(Messages.answer(answer, asked).body().bytes(), null, DROP),
                        running(false));
        }
    }

    /// No server asks what only clients ask: a program that writes back what it reads, `cat` say, would go on for ever.
    private void echoed(Request asked) {
        DuplexCall call = call(asked.id());
        if (call != null && call.replies() instanceof Question question) {
            question.failed(new ConnectFailure(
                    Evidence.NEVER,
                    "server " + server + " is not an MCP server: its program echoes its input",
                    "correct `command` and `args` of server " + server));
        }
    }

    private void notified(Notification notification) {
        ObjectView params = notification.params();
        ObjectView meta = params == null ? null : params.object("_meta");
        Slice subscription = meta == null ? null : meta.get(Meta.SUBSCRIPTION_ID);
        Slice token = params != null && notification.method().equals(Method.PROGRESS)
                ? params.get(Meta.PROGRESS_TOKEN)
                : subscription;
        if (token != null) {
            DuplexCall call = call(token);
            if (call != null) {
                call.notified(notification);
            }
            return;
        }
        boolean log = notification.method().equals(Method.MESSAGE);
        Facts known = facts;
        events.notification(
                notification, running(log && known != null && known.revision().modern()));
    }

    /// The calls of clients that are in flight; only those that want log messages where the server must
    /// tell them apart.
    private List<Replies> running(boolean onlyLogging) {
        return pending.values().stream()
                .filter(call -> !call.outgoing().ofGateway())
                .filter(call -> !onlyLogging || wantsLog(call.outgoing()))
                .map(DuplexCall::replies)
                .toList();
    }

    private static boolean wantsLog(Outgoing outgoing) {
        ObjectView meta = outgoing.request().original().meta();
        return meta != null && meta.has(Meta.LOG_LEVEL)
                || outgoing.peer().session() != null
                        && outgoing.peer().session().logLevel() != null;
    }

    /// The call that a message answers of which only the edges are known: the only one that is waited for, where they
    /// do
    /// not show the id.
    private @Nullable DuplexCall answered(MessageEdges message) {
        if (message.asksOrTells()) {
            return null;
        }
        String id = message.id();
        return id == null ? sole() : call(Slice.of(id.getBytes(StandardCharsets.US_ASCII)));
    }

    private @Nullable DuplexCall sole() {
        return pending.size() == 1 ? pending.values().stream().findFirst().orElse(null) : null;
    }

    private @Nullable DuplexCall call(Slice id) {
        Slice number = ServerReader.number(id);
        DuplexCall call = number == null ? null : pending.get(Long.valueOf(number.text()));
        if (call != null && !call.id().equals(id)) {
            events.warned(ServerReader.OTHER_TYPE);
        }
        return call;
    }
}
