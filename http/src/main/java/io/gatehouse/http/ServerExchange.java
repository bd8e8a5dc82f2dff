package io.gatehouse.http;

import io.netty.buffer.ByteBuf;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A request on its event loop: reads the body, hands it over, writes the answer.
final class ServerExchange extends Node implements HttpExchange, BodyCharge.Body {

    private static final System.Logger LOG = System.getLogger(ServerExchange.class.getName());
    private static final VarHandle ANSWERED = answered();
    private static final String JSON = "application/json";
    private static final Runnable NOTHING = () -> {};
    private static final String RETRY_AFTER = "1";
    private static final int FIRST_ERROR = 400;
    private static final long LINGER_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long BODY_BYTES_PER_SECOND = 16 << 10;
    /// So much shorter is the time for a body whose memory others wait for.
    private static final int HURRY = 3;

    private final ServerLoop server;
    private final ServerConnection connection;
    private final ServerStream stream;
    private final long begun = System.nanoTime();
    private long lastPiece = begun;
    private @Nullable BodyCollector collector;
    private @Nullable BodyCharge charge;
    private @Nullable String owner;
    private boolean ownerKnown;
    private long answering;
    private boolean expecting;
    private byte[] body = Buffers.EMPTY;
    private @Nullable List<Runnable> closeActions;
    private volatile boolean finished;
    private volatile boolean closed;

    @SuppressWarnings("UnusedVariable") // through the handle
    private volatile boolean answered;

    ServerExchange(ServerLoop server, ServerConnection connection, ServerStream stream) {
        this.server = server;
        this.connection = connection;
        this.stream = stream;
    }

    private static VarHandle answered() {
        try {
            return MethodHandles.lookup().findVarHandle(ServerExchange.class, "answered", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /// Takes the head: refuses a body announced too large, else waits for it.
    void begin() {
        connection.requestBegins();
        String length = stream.header("content-length");
        long expected = length == null ? -1 : lengthOf(length);
        if (expected > server.settings().maxBodyBytes()) {
            refuseBody();
            return;
        }
        String expectation = stream.header("expect");
        if (expectation != null && !expectation.equalsIgnoreCase("100-continue")) {
            refuse(417, InvalidRequests.message(417));
            return;
        }
        expecting = expectation != null;
        collector = new BodyCollector(server.settings().maxBodyBytes(), expected);
        joinEndOf(server.reading());
        if (expected > BodyMemory.SMALL) {
            hold(expected);
        }
        if (collector != null && (charge == null || !charge.waiting())) {
            askForBody();
        }
    }

    private void askForBody() {
        if (expecting) {
            expecting = false;
            stream.continueBody();
        }
    }

    /// The body takes so much memory now.
    private void hold(long bytes) {
        BodyMemory memory = memory();
        String owning = owner();
        if (owning == null) {
            return;
        }
        if (charge == null && !server.takesBody(this)) {
            answerWithoutBody();
            return;
        }
        if (!memory.requests().fits(owning, bytes)) {
            refuse(413, "the request body is larger than the memory that the gateway has for requests");
            return;
        }
        if (charge == null) {
            charge = new BodyCharge(server.loop(), memory.requests(), owning, memory.requestWait(), this);
        }
        charge.hold(bytes);
    }

    private BodyMemory memory() {
        return server.loop().owner.memory();
    }

    /// Whom this exchange is charged to; null for nobody.
    @Nullable
    String owner() {
        if (!ownerKnown) {
            ownerKnown = true;
            owner = server.owner(this);
        }
        return owner;
    }

    @Override
    public void pause() {
        stream.pauseBody();
    }

    @Override
    public void resume() {
        askForBody();
        stream.resumeBody();
    }

    @Override
    public void noRoom() {
        stream.addHeader("Retry-After", RETRY_AFTER);
        refuse(503, "the gateway has no memory for this request now");
    }

    /// Charges an answer that is to be sent.
    ///
    /// @return false when far too much is held already
    private boolean charged(int length) {
        String owning = owner();
        if (owning != null) {
            if (!memory().answers().force(owning, length)) {
                return false;
            }
            answering = length;
        }
        return true;
    }

    private void release() {
        if (charge != null) {
            charge.close();
        }
        String owning = owner;
        if (answering > 0 && owning != null) {
            memory().answers().give(owning, answering);
            answering = 0;
        }
    }

    private static long lengthOf(String length) {
        try {
            return Long.parseLong(length);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    /// Takes a piece of the body, which is copied.
    void piece(ByteBuf piece) {
        BodyCollector soFar = collector;
        if (soFar == null) {
            return;
        }
        if (charge != null) {
            lastPiece = System.nanoTime();
        }
        int size = soFar.size() + piece.readableBytes();
        if (size > BodyMemory.SMALL) {
            hold(soFar.capacity(size));
        }
        if (collector != null && !collector.add(piece)) {
            leave();
            refuseBody();
        }
    }

    /// Gives the exchange, whose body is there, to the handler.
    void bodyComplete() {
        if (collector == null || closed) {
            return;
        }
        leave();
        if (charge != null && charge.waiting()) {
            // Its rest had been read already.
            charge.close();
            stream.resumeBody();
        }
        body = collector.body();
        collector = null;
        joinEndOf(server.answering());
        server.dispatch(this);
    }

    private void refuseBody() {
        refuse(413, "the request body is larger than " + server.settings().maxBodyBytes() + " bytes");
    }

    /// Gives up on a body that comes too slowly; sooner when others wait for the memory that it holds, and then also
    /// when it came fast at first and stopped.
    void checkReadDeadline(long now, long readNanos) {
        BodyCollector soFar = collector;
        long earned = soFar == null ? 0 : soFar.size() / BODY_BYTES_PER_SECOND;
        long late = now - begun - TimeUnit.SECONDS.toNanos(earned);
        long hurried = readNanos / HURRY;
        boolean slow = late >= hurried || now - lastPiece >= hurried;
        if (late >= readNanos
                || slow
                        && charge != null
                        && !charge.waiting()
                        && memory().requests().wanted()) {
            refuse(408, "the request body did not arrive in time");
        }
    }

    /// Answers an error before the body is there and closes, but lingers a little: an immediate close could destroy
    /// the answer on its way.
    void refuse(int status, String message) {
        leave();
        collector = null;
        if (charge != null) {
            charge.close();
            stream.resumeBody();
        }
        stream.closeAfterwards();
        server.refuseBody(this, status, message);
        closeSoon();
    }

    /// Has the handler answer from the head alone a request whose body it does not want.
    private void answerWithoutBody() {
        leave();
        collector = null;
        stream.closeAfterwards();
        server.dispatch(this);
        closeSoon();
    }

    private void closeSoon() {
        Runnable end = connection.http2() ? stream::abort : connection::cutOff;
        new Timeout(server.loop(), end, 0).start(LINGER_NANOS);
    }

    void handlerFailed(Throwable failure) {
        LOG.log(System.Logger.Level.ERROR, "the handler of a request failed", failure);
        if (ANSWERED.compareAndSet(this, false, true)) {
            write(500, JSON, ServerLoop.errorBody("internal error"));
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
            leave();
            finished = true;
            closeActions = null;
            release();
            connection.requestEnds();
        }
    }

    ServerStream stream() {
        return stream;
    }

    ServerLoop server() {
        return server;
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
        return body;
    }

    @Override
    public HttpExchange responseHeader(String name, String value) {
        HeaderRules.check(name, value);
        stream.addHeader(name, value);
        return this;
    }

    @Override
    public void respond(int status, String contentType, byte[] answer) {
        claim();
        if (server.loop().here()) {
            write(status, contentType, answer);
        } else {
            server.loop().eventLoop.execute(() -> write(status, contentType, answer));
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
            if (small) {
                finish();
            } else if (!charged(answer.length)) {
                finish();
                stream.addHeader("Retry-After", RETRY_AFTER);
                stream.respond(
                        503, JSON, ServerLoop.errorBody("the gateway has no memory for this answer now"), NOTHING);
                return;
            }
            stream.respond(status, contentType, answer, small ? NOTHING : this::finish);
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
