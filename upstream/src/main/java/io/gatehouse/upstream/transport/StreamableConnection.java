package io.gatehouse.upstream.transport;

import io.gatehouse.http.BodyMode;
import io.gatehouse.http.ClientRequest;
import io.gatehouse.http.Deadlines;
import io.gatehouse.http.Header;
import io.gatehouse.http.Headers;
import io.gatehouse.http.HttpFailure;
import io.gatehouse.http.ResponseHandler;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.HeaderRoomException;
import io.gatehouse.protocol.Message;
import io.gatehouse.protocol.Meta;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Revision;
import io.gatehouse.protocol.Slice;
import io.gatehouse.upstream.call.Outgoing;
import io.gatehouse.upstream.call.Replies;
import io.gatehouse.upstream.call.Sending;
import io.gatehouse.upstream.reading.ServerReader;
import io.gatehouse.upstream.settings.UnfitCallerException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Streamable HTTP, modern or legacy: every request is a POST of its own.
public final class StreamableConnection implements Connection {
    private static final int CLOSING_SECONDS = 1;
    private static final long DOUBT_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final HttpEndpoint endpoint;
    private final ConnectionEvents events;
    private final Facts facts;
    private final Caller behalf;
    private final @Nullable SessionMaker maker;
    private final ServerReader reader;
    private final AtomicLong ids = new AtomicLong();
    private volatile @Nullable LegacySession session;
    private volatile List<Header> modernHeaders = List.of();
    private volatile List<Header> modernCredentials = List.of();
    private @Nullable CompletableFuture<LegacySession> renewal;
    private @Nullable Long renewedOnDoubt;
    /// The calls whose clients want to hear of progress, by id: some servers tell it on the stream of no call.
    private final Map<Slice, StreamableCall> awaitingProgress = new ConcurrentHashMap<>();
    private @Nullable NotificationStream stream;
    private volatile boolean closed;

    /// Makes another session after the first has expired. For virtual threads.
    interface SessionMaker {
        LegacySession make() throws ConnectFailure;
    }

    /// A connection to a modern server.
    StreamableConnection(HttpEndpoint endpoint, Facts facts, ConnectionEvents events, Caller behalf) {
        this(endpoint, facts, events, behalf, null, null);
    }

    /// A connection to a legacy server.
    StreamableConnection(
            HttpEndpoint endpoint,
            Facts facts,
            ConnectionEvents events,
            Caller behalf,
            @Nullable LegacySession session,
            @Nullable SessionMaker maker) {
        this.endpoint = endpoint;
        this.facts = facts;
        this.behalf = behalf;
        this.events = events;
        this.session = session;
        this.maker = maker;
        this.reader = new ServerReader(endpoint.bounds().answerDepth(), events::warned);
    }

    /// Reads what the server sends.
    ServerReader reader() {
        return reader;
    }

    @Override
    public Facts facts() {
        return facts;
    }

    @Override
    public TransportKind transport() {
        return TransportKind.STREAMABLE_HTTP;
    }

    @Override
    public boolean stateful() {
        LegacySession current = session;
        return current != null && current.id() != null;
    }

    @Override
    public Sending send(Outgoing outgoing, Replies replies) {
        StreamableCall call = new StreamableCall(this, outgoing, replies, ids.incrementAndGet());
        if (!facts.revision().modern() && outgoing.request().original().progressToken() != null) {
            awaitingProgress.put(call.id(), call);
        }
        call.start();
        return call;
    }

    @Override
    public void notify(Notification notification) {
        if (!facts.revision().modern()) {
            post(notification);
        }
    }

    /// Progress that came on the stream of no call: it is its call's, if that still runs.
    void progressed(Notification notification) {
        ObjectView params = notification.params();
        Slice token = params == null ? null : params.get(Meta.PROGRESS_TOKEN);
        Slice number = token == null ? null : ServerReader.number(token);
        StreamableCall call = number == null ? null : awaitingProgress.get(number);
        if (call != null) {
            call.notified(notification);
        }
    }

    /// A call has ended.
    void forget(StreamableCall call) {
        awaitingProgress.remove(call.id());
    }

    /// Opens the stream on which a legacy server tells what belongs to no request. What is returned completes when the
    /// server has opened or refused it, at once towards a modern server.
    public synchronized CompletableFuture<Void> listen() {
        if (closed || facts.revision().modern()) {
            return CompletableFuture.completedFuture(null);
        }
        if (stream == null) {
            stream = new NotificationStream(this);
            stream.open();
        }
        return stream.answered();
    }

    /// Sends a message that nobody answers: a notification, or a response to the server.
    void post(Message message) {
        LegacySession current = session;
        if (current == null) {
            return;
        }
        var request = new ClientRequest(
                "POST",
                endpoint.target(),
                asGateway(current).posting(),
                message.body().bytes(),
                new Deadlines(null, null, Outgoing.CONTROL_TIMEOUT));
        endpoint.client().send(request, new Unanswered());
    }

    HttpEndpoint endpoint() {
        return endpoint;
    }

    ConnectionEvents events() {
        return events;
    }

    Revision revision() {
        return facts.revision();
    }

    boolean closed() {
        return closed;
    }

    /// The session to use now, with the credentials of now; null towards a modern server.
    @Nullable
    LegacySession session() {
        LegacySession current = session;
        if (current != null && current.credentials() != endpoint.credentials()) {
            current = current.with(endpoint.credentials());
            session = current;
        }
        return current;
    }

    Headers headers(@Nullable LegacySession session, Outgoing outgoing)
            throws HeaderRoomException, UnfitCallerException {
        List<Header> told = told(outgoing);
        if (session != null) {
            return with(session, told).posting();
        }
        List<Header> common = modernHeaders();
        return McpHeaders.of(
                told.isEmpty()
                        ? common
                        : Stream.concat(common.stream(), told.stream()).toList(),
                outgoing);
    }

    /// The session as a request resumes it.
    LegacySession as(LegacySession current, Outgoing outgoing) throws UnfitCallerException {
        return with(current, told(outgoing));
    }

    /// The session as the gateway itself uses it.
    LegacySession asGateway(LegacySession current) {
        return with(current, endpoint.callers().known(behalf));
    }

    private List<Header> told(Outgoing outgoing) throws UnfitCallerException {
        Caller caller = outgoing.caller();
        return caller == null || outgoing.ofGateway()
                ? endpoint.callers().known(caller == null ? behalf : caller)
                : endpoint.callers().of(caller);
    }

    private static LegacySession with(LegacySession session, List<Header> told) {
        return told.isEmpty()
                ? session
                : session.with(Stream.concat(session.credentials().stream(), told.stream())
                        .toList());
    }

    private List<Header> modernHeaders() {
        List<Header> credentials = endpoint.credentials();
        if (modernHeaders.isEmpty() || credentials != modernCredentials) {
            modernHeaders = modernHeaders(credentials);
            modernCredentials = credentials;
        }
        return modernHeaders;
    }

    static List<Header> modernHeaders(List<Header> credentials) {
        List<Header> headers = new ArrayList<>(List.of(
                LegacySession.ACCEPT_BOTH,
                LegacySession.JSON,
                new Header("MCP-Protocol-Version", Revision.NEWEST.id())));
        headers.addAll(credentials);
        return List.copyOf(headers);
    }

    /// Like [#renew], after an answer that may also have another reason than a forgotten session: another session is
    /// then made at most every 30 seconds, so that a server in distress is not asked for one with each call.
    synchronized CompletableFuture<LegacySession> renewOnDoubt(LegacySession expired) {
        LegacySession current = session;
        boolean same = current != null && Objects.equals(current.id(), expired.id());
        if (same && (renewal == null || renewal.isDone())) {
            Long last = renewedOnDoubt;
            long now = System.nanoTime();
            if (last != null && now - last < DOUBT_NANOS) {
                return CompletableFuture.failedFuture(new IllegalStateException("a new session was started just now"));
            }
            renewedOnDoubt = now;
        }
        return renew(expired);
    }

    /// Another session in place of one that expired, made once for all who ask.
    synchronized CompletableFuture<LegacySession> renew(LegacySession expired) {
        LegacySession current = session;
        SessionMaker making = maker;
        if (making == null || current == null || closed) {
            return CompletableFuture.failedFuture(new IllegalStateException("the connection is closed"));
        }
        if (!Objects.equals(current.id(), expired.id())) {
            return CompletableFuture.completedFuture(current);
        }
        CompletableFuture<LegacySession> running = renewal;
        if (running != null && !running.isDone()) {
            return running;
        }
        CompletableFuture<LegacySession> started = new CompletableFuture<>();
        renewal = started;
        Thread.ofVirtual().name("session with " + endpoint.server()).start(() -> {
            try {
                LegacySession made = making.make();
                session = made;
                started.complete(made);
                restartStream();
                events.renewed();
            } catch (ConnectFailure | RuntimeException failure) {
                started.completeExceptionally(failure);
                events.suspect();
            }
        });
        return started;
    }

    private synchronized void restartStream() {
        if (stream != null) {
            stream.close();
            stream = null;
            listen();
        }
    }

    @Override
    public synchronized CompletableFuture<Void> close() {
        if (closed) {
            return CompletableFuture.completedFuture(null);
        }
        closed = true;
        if (stream != null) {
            stream.close();
        }
        LegacySession current = session;
        if (current != null && current.id() != null) {
            var request = new ClientRequest(
                    "DELETE",
                    endpoint.target(),
                    asGateway(current).ending(),
                    null,
                    new Deadlines(null, null, Outgoing.CONTROL_TIMEOUT));
            Unanswered ended = new Unanswered();
            endpoint.client().send(request, ended);
            return ended.done.completeOnTimeout(null, CLOSING_SECONDS, TimeUnit.SECONDS);
        }
        return CompletableFuture.completedFuture(null);
    }

    /// Whatever the server says to it, nobody waits.
    private static final class Unanswered implements ResponseHandler {
        private final CompletableFuture<Void> done = new CompletableFuture<>();

        @Override
        public BodyMode head(int status, Headers headers) {
            return BodyMode.DISCARD;
        }

        @Override
        public void whole(byte[] body) {}

        @Override
        public void end() {
            done.complete(null);
        }

        @Override
        public void failed(HttpFailure failure) {
            done.complete(null);
        }
    }
}
