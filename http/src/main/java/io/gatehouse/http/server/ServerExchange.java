package io.gatehouse.http.server;

import io.gatehouse.http.ErrorBody;
import io.gatehouse.http.EventStream;
import io.gatehouse.http.Header;
import io.gatehouse.http.HeaderRules;
import io.gatehouse.http.Headers;
import io.gatehouse.http.HttpExchange;
import io.gatehouse.http.OutgoingBody;
import io.gatehouse.http.memory.BodyMemory;
import io.gatehouse.http.memory.Buffers;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A request with its answer, on its event loop: hands the request over and writes the answer.
final class ServerExchange extends IncomingExchange implements HttpExchange {

    private static final System.Logger LOG = System.getLogger(ServerExchange.class.getName());
    private static final VarHandle ANSWERED = answered();
    private static final String JSON = "application/json";
    private static final Runnable NOTHING = () -> {};
    private static final int FIRST_ERROR = 400;

    /// Whether the answer is given and the client has not taken all of it.
    private boolean sending;
    private boolean waits;
    private int unsent;
    private long handedOver;
    private @Nullable List<Runnable> closeActions;
    private volatile @Nullable String requestId;
    private volatile @Nullable String reason;
    private volatile @Nullable Instead instead;
    private volatile boolean finished;
    private volatile boolean closed;

    @SuppressWarnings("UnusedVariable") // through the handle
    private volatile boolean answered;

    ServerExchange(ServerLoop server, ServerConnection connection, ServerStream stream) {
        super(server, connection, stream);
    }

    private static VarHandle answered() {
        try {
            return MethodHandles.lookup().findVarHandle(ServerExchange.class, "answered", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @Override
    ServerExchange self() {
        return this;
    }

    @Override
    boolean gone() {
        return closed;
    }

    void handlerFailed(Throwable failure) {
        LOG.log(System.Logger.Level.ERROR, "the handler of a request failed", failure);
        if (ANSWERED.compareAndSet(this, false, true)) {
            write(500, JSON, ErrorBody.of("internal error"));
        } else if (!finished) {
            abort();
        }
    }

    @Override
    public void abort() {
        server.loop().run(stream::abort);
    }

    /// The client is gone.
    void connectionClosed() {
        leave();
        if (finished) {
            sent();
            return;
        }
        finished = true;
        closed = true;
        release();
        connection.requestEnds();
        List<Runnable> actions = closeActions;
        closeActions = null;
        if (actions != null) {
            actions.forEach(Runnable::run);
        }
    }

    /// The answer is complete.
    void finish() {
        if (!finished) {
            complete();
            sent();
        }
    }

    /// The answer is complete, but what it and its request hold is held until [#sent()].
    private void complete() {
        leave();
        finished = true;
        closeActions = null;
        connection.requestEnds();
        sending = true;
    }

    /// The client has taken the answer, or is gone.
    private void sent() {
        if (sending) {
            sending = false;
            release();
            if (waits) {
                leave();
                connection.answerTaken(unsent);
            }
        }
    }

    /// Remembers an answer that the client did not take at once.
    ///
    /// @param bytes what waits to be sent
    /// @param counted whether the memory that it holds is counted
    private void awaitSent(int bytes, boolean counted) {
        if (!sending) {
            return;
        }
        waits = true;
        unsent = bytes;
        handedOver = System.nanoTime();
        joinEndOf(server.sending());
        connection.answerWaits(bytes, handedOver);
        if (!counted || connection.lags(handedOver)) {
            connection.calm();
        }
    }

    /// Sends the end of an event stream or a body.
    void end() {
        if (!finished) {
            complete();
            stream.end(this::sent);
            awaitSent(0, true);
        }
    }

    /// Cuts off a client of HTTP/2 that takes nothing of this answer, which the connection itself cannot tell: it
    /// waits for the client to want more, and sends nothing meanwhile.
    void checkWriteDeadline(long now, long writeNanos) {
        long since = stream.takenSince(sending ? connection.takenSince(handedOver) : handedOver);
        if (connection.http2() && now - since >= writeNanos) {
            connection.cutOff();
        } else if (connection.lags(now)) {
            connection.calm();
        }
    }

    @Override
    public String method() {
        return stream.method();
    }

    @Override
    public String path() {
        return stream.path();
    }

    @Override
    public @Nullable String query() {
        return stream.query();
    }

    @Override
    public boolean secure() {
        return stream.secure();
    }

    @Override
    public List<X509Certificate> clientCertificates() {
        return connection.certificates();
    }

    @Override
    public String remoteAddress() {
        return connection.remoteAddress();
    }

    @Override
    public @Nullable String header(String name) {
        return stream.header(name);
    }

    @Override
    public List<String> headers(String name) {
        return stream.headers(name);
    }

    @Override
    public Headers requestHeaders() {
        return stream.requestHeaders();
    }

    @Override
    public byte[] body() {
        return received();
    }

    @Override
    public HttpExchange responseHeader(String name, String value) {
        HeaderRules.check(name, value);
        stream.addHeader(name, value);
        return this;
    }

    @Override
    public HttpExchange requestId(String id) {
        requestId = id;
        return this;
    }

    /// What is answered when there is no memory for the answer.
    private record Instead(int status, byte[] json, List<Header> headers) {}

    private static final Instead NO_ROOM = new Instead(
            503,
            ErrorBody.of("The gateway has no memory for this answer now. Try again in a moment."),
            List.of(new Header("Retry-After", RETRY_AFTER)));

    @Override
    public HttpExchange whenNoRoom(int status, byte[] json, Header... headers) {
        instead = new Instead(status, json, List.of(headers));
        return this;
    }

    @Override
    public @Nullable String requestId() {
        return requestId;
    }

    @Override
    public HttpExchange reason(String sentence) {
        reason = sentence;
        return this;
    }

    @Override
    public @Nullable String reason() {
        return reason;
    }

    @Override
    public void respond(int status, String contentType, byte[] answer) {
        claim();
        if (server.loop().here()) {
            write(status, contentType, answer);
        } else {
            server.loop().eventLoop().execute(() -> write(status, contentType, answer));
        }
    }

    @Override
    public void respond(int status) {
        claim();
        server.loop().run(() -> write(status, null, Buffers.EMPTY));
    }

    private void claim() {
        if (!ANSWERED.compareAndSet(this, false, true)) {
            throw new IllegalStateException("the request was answered before");
        }
    }

    private void write(int status, @Nullable String contentType, byte[] answer) {
        if (!closed) {
            boolean small = answer.length <= BodyMemory.SMALL;
            boolean counted = true;
            if (small) {
                counted = holdSmall(answer.length);
                complete();
            } else if (!charged(answer.length)) {
                finish();
                Instead said = instead;
                Instead other = said == null ? NO_ROOM : said;
                other.headers().forEach(header -> stream.addHeader(header.name(), header.value()));
                stream.respond(other.status(), JSON, other.json(), NOTHING);
                return;
            }
            stream.respond(status, contentType, answer, small ? this::sent : this::finish);
            if (small) {
                awaitSent(answer.length, counted);
            } else if (!finished) {
                leave();
                handedOver = System.nanoTime();
                joinEndOf(server.sending());
            }
            if (status >= FIRST_ERROR) {
                server.failed(this, status);
            }
        }
    }

    @Override
    public EventStream events() {
        claim();
        ServerEventStream stream = new ServerEventStream(this);
        server.loop().run(stream::open);
        return stream;
    }

    @Override
    public OutgoingBody stream(int status, String contentType) {
        claim();
        ServerBody outgoing = new ServerBody(this);
        server.loop().run(() -> outgoing.open(status, contentType));
        return outgoing;
    }

    @Override
    public void onClosed(Runnable action) {
        server.loop().run(() -> {
            if (closed) {
                action.run();
            } else if (!finished) {
                if (closeActions == null) {
                    closeActions = new ArrayList<>(2);
                }
                closeActions.add(action);
            }
        });
    }

    @Override
    public boolean closed() {
        return closed;
    }

    @Override
    public void onLoop(Runnable action) {
        server.loop().run(action);
    }
}
