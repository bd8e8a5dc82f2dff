package io.gatehouse.http;

import io.netty.util.AsciiString;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.HostAndPort;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A request on its event loop: reads the body, hands it over, writes the answer.
final class ServerExchange extends Node implements HttpExchange {

    private static final System.Logger LOG = System.getLogger(ServerExchange.class.getName());
    private static final VarHandle ANSWERED = answered();
    private static final String JSON = "application/json";
    private static final int SMALL_BODY_BYTES = 64 << 10;
    private static final long LINGER_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long BODY_BYTES_PER_SECOND = 16 << 10;

    private final ServerLoop server;
    private final ServerConnection connection;
    private final HttpServerRequest request;
    private final long begun = System.nanoTime();
    private @Nullable BodyCollector collector;
    private byte[] body = Buffers.EMPTY;
    private @Nullable List<Runnable> closeActions;
    private volatile boolean finished;
    private volatile boolean closed;

    @SuppressWarnings("UnusedVariable") // through the handle
    private volatile boolean answered;

    ServerExchange(ServerLoop server, ServerConnection connection, HttpServerRequest request) {
        this.server = server;
        this.connection = connection;
        this.request = request;
    }

    private static VarHandle answered() {
        try {
            return MethodHandles.lookup().findVarHandle(ServerExchange.class, "answered", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /// Reads the body, then gives the exchange to the handler.
    void read() {
        connection.requestBegins();
        request.response().closeHandler(this::connectionClosed).exceptionHandler(failure -> {});
        MultiMap headers = request.headers();
        String length = headers.get(HttpHeaders.CONTENT_LENGTH);
        long expected = length == null ? -1 : lengthOf(length);
        if (expected > server.settings().maxBodyBytes()) {
            refuseBody();
            return;
        }
        if (headers.contains(HttpHeaders.EXPECT)
                && AsciiString.contentEqualsIgnoreCase(headers.get(HttpHeaders.EXPECT), "100-continue")) {
            request.response().writeContinue();
        }
        collector = new BodyCollector(server.settings().maxBodyBytes(), expected);
        joinEndOf(server.reading());
        request.handler(this::piece).endHandler(this::bodyComplete).exceptionHandler(failure -> leave());
    }

    private static long lengthOf(String length) {
        try {
            return Long.parseLong(length);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private void piece(Buffer piece) {
        if (collector != null && !collector.add(piece)) {
            leave();
            refuseBody();
        }
    }

    private void bodyComplete(Void end) {
        if (collector == null || closed) {
            return;
        }
        leave();
        body = collector.body();
        collector = null;
        server.dispatch(this);
    }

    /// Answers 413 and closes, but lingers a little: an immediate close could destroy the answer on its way.
    private void refuseBody() {
        collector = null;
        String limit = "the request body is larger than " + server.settings().maxBodyBytes() + " bytes";
        if (!connection.http2()) {
            request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        respond(413, JSON, ServerLoop.errorBody(limit));
        request.handler(piece -> {}).exceptionHandler(failure -> {});
        new Timeout(server.loop(), connection::cutOff, 0).start(LINGER_NANOS);
    }

    /// Gives up on a body that comes too slowly.
    void checkReadDeadline(long now, long readNanos) {
        BodyCollector soFar = collector;
        long earned = soFar == null ? 0 : soFar.size() / BODY_BYTES_PER_SECOND;
        if (now - begun - TimeUnit.SECONDS.toNanos(earned) >= readNanos) {
            leave();
            collector = null;
            if (!connection.http2()) {
                request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            }
            respond(408, JSON, ServerLoop.errorBody("the request body did not arrive in time"));
            new Timeout(server.loop(), connection::cutOff, 0).start(LINGER_NANOS);
        }
    }

    void handlerFailed(Throwable failure) {
        LOG.log(System.Logger.Level.ERROR, "the handler of a request failed", failure);
        if (ANSWERED.compareAndSet(this, false, true)) {
            write(500, JSON, ServerLoop.errorBody("internal error"));
        } else if (!finished) {
            abort();
        }
    }

    /// Breaks the answer off: the stream of HTTP/2, else the connection.
    void abort() {
        if (connection.http2()) {
            request.response().reset();
        } else {
            connection.cutOff();
        }
    }

    private void connectionClosed(Void event) {
        leave();
        if (finished) {
            return;
        }
        finished = true;
        closed = true;
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
            finished = true;
            closeActions = null;
            connection.requestEnds();
        }
    }

    HttpServerResponse response() {
        return request.response();
    }

    ServerLoop server() {
        return server;
    }

    @Override
    public String method() {
        return request.method().name();
    }

    @Override
    public String path() {
        String path = request.path();
        return path == null ? "/" : path;
    }

    @Override
    public @Nullable String query() {
        return request.query();
    }

    @Override
    public boolean secure() {
        return server.settings().tls() != null;
    }

    @Override
    public String remoteAddress() {
        return connection.remoteAddress();
    }

    @Override
    public @Nullable String header(String name) {
        String value = request.headers().get(name);
        return value == null && name.equalsIgnoreCase("host") ? authority() : value;
    }

    // HTTP/2 has the pseudo field :authority in the place of Host.
    private @Nullable String authority() {
        HostAndPort authority = connection.http2() ? request.authority() : null;
        return authority == null ? null : authority.toString();
    }

    @Override
    public List<String> headers(String name) {
        List<String> values = request.headers().getAll(name);
        String authority = values.isEmpty() && name.equalsIgnoreCase("host") ? authority() : null;
        return authority == null ? values : List.of(authority);
    }

    @Override
    public Headers requestHeaders() {
        return new EngineHeaders(request.headers());
    }

    @Override
    public byte[] body() {
        return body;
    }

    @Override
    public HttpExchange responseHeader(String name, String value) {
        HeaderRules.check(name, value);
        request.response().headers().add(name, value);
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
        if (closed) {
            return;
        }
        HttpServerResponse response = request.response().setStatusCode(status);
        if (contentType != null) {
            response.headers().set(HttpHeaders.CONTENT_TYPE, contentType);
        }
        if (status == 204) {
            response.headersEndHandler(head -> response.headers().remove(HttpHeaders.CONTENT_LENGTH));
        }
        var written = response.end(Buffers.wrap(answer));
        if (answer.length <= SMALL_BODY_BYTES) {
            finish();
        } else {
            written.onComplete(done -> finish());
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
