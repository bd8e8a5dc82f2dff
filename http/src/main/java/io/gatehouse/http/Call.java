package io.gatehouse.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.HttpClientStream;
import io.vertx.core.http.impl.HttpResponseHead;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// One call on its event loop: waits for a connection, writes the request, reads the response, keeps the deadlines with
/// a
/// single timer.
final class Call implements ClientCall {

    private static final System.Logger LOG = System.getLogger(Call.class.getName());

    private final Loop loop;
    private final ClientSettings settings;
    private final ClientRequest request;
    private final ResponseHandler handler;
    private final CallDeadlines deadlines;
    private @Nullable ConnectionPool pool;
    private @Nullable PooledConnection connection;
    private @Nullable HttpClientStream stream;
    private @Nullable ResponseBody body;
    private boolean complete;
    private boolean over;

    Call(Loop loop, ClientSettings settings, ClientRequest request, ResponseHandler handler) {
        this.loop = loop;
        this.settings = settings;
        this.request = request;
        this.handler = handler;
        deadlines = new CallDeadlines(loop, settings, request.deadlines(), this::deadlinePassed);
    }

    Loop loop() {
        return loop;
    }

    Origin origin() {
        return request.target().origin();
    }

    void begin(ConnectionPool from) {
        pool = from;
        deadlines.begin();
    }

    /// There is no free connection yet.
    void waits() {
        deadlines.waiting();
    }

    /// Sends the request on a stream of its own.
    void write(PooledConnection on, HttpClientStream newStream) {
        if (over) {
            newStream.closeHandler(closed -> on.release());
            on.abort(newStream);
            return;
        }
        connection = on;
        stream = newStream;
        newStream
                .headHandler(this::head)
                .dataHandler(this::data)
                .trailersHandler(trailers -> trailers())
                .exceptionHandler(this::streamFailed)
                .closeHandler(closed -> streamClosed(on));
        newStream.resetHandler(code -> fail(HttpFailure.Kind.CLOSED, "the server reset the stream", null));
        deadlines.sent();
        try {
            RequestWriter.write(request, settings, pool, newStream);
        } catch (IllegalArgumentException e) {
            fail(HttpFailure.Kind.PROTOCOL, "the request cannot be sent: " + e.getMessage(), e);
        }
    }

    private void head(HttpResponseHead head) {
        if (over) {
            return;
        }
        deadlines.head();
        Headers headers = new EngineHeaders(head.headers);
        try {
            BodyMode mode = handler.head(head.statusCode, headers);
            body = ResponseBody.of(mode, headers, settings, handler);
        } catch (HttpFailure failure) {
            fail(failure.kind(), String.valueOf(failure.getMessage()), null);
        } catch (RuntimeException e) {
            handlerFailed(e);
        }
    }

    private void data(Buffer piece) {
        ResponseBody reader = body;
        if (over || reader == null) {
            return;
        }
        try {
            reader.data(piece);
        } catch (HttpFailure failure) {
            fail(failure.kind(), String.valueOf(failure.getMessage()), null);
        } catch (RuntimeException e) {
            handlerFailed(e);
        }
    }

    // Over HTTP/1.1 the stream closes in a moment; the connection is then free before the handler makes its next call.
    private void trailers() {
        complete = true;
        HttpClientStream current = stream;
        if (current != null && current.version() == HttpVersion.HTTP_2) {
            finish();
        }
    }

    private void streamClosed(PooledConnection on) {
        on.release();
        if (complete) {
            finish();
        } else {
            fail(HttpFailure.Kind.CLOSED, "the connection closed before the response was complete", null);
        }
    }

    private void finish() {
        ResponseBody reader = body;
        if (over || reader == null) {
            return;
        }
        stop();
        try {
            reader.end();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "the handler of a response failed", e);
        }
    }

    private void streamFailed(Throwable failure) {
        if (!complete) {
            fail(ClientFailures.kind(failure), ClientFailures.reason(failure), failure);
        }
    }

    /// There is no connection for this call.
    void connectFailed(Throwable failure) {
        refuse(ClientFailures.connectKind(failure), "cannot connect: " + ClientFailures.reason(failure), failure);
    }

    /// Fails the call before anything was sent.
    void refuse(HttpFailure.Kind kind, String reason, @Nullable Throwable cause) {
        if (!over) {
            stop();
            tell(kind, false, reason, cause);
        }
    }

    private void fail(HttpFailure.Kind kind, String reason, @Nullable Throwable cause) {
        if (!over) {
            boolean sent = stream != null;
            stop();
            abort();
            tell(kind, sent, reason, cause);
        }
    }

    private void tell(HttpFailure.Kind kind, boolean sent, String reason, @Nullable Throwable cause) {
        String message = origin().hostAndPort() + ": " + reason;
        try {
            handler.failed(new HttpFailure(kind, sent, message, cause));
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "the handler of a failed call failed", e);
        }
    }

    private void handlerFailed(RuntimeException failure) {
        LOG.log(System.Logger.Level.ERROR, "the handler of a response failed", failure);
        fail(HttpFailure.Kind.PROTOCOL, "the handler of the response failed", failure);
    }

    private void deadlinePassed(HttpFailure.Kind kind, String reason) {
        if (kind == HttpFailure.Kind.CONNECT_TIMEOUT || stream == null) {
            leavePool();
            refuse(kind, reason, null);
        } else {
            fail(kind, reason, null);
        }
    }

    private void stop() {
        over = true;
        deadlines.stop();
    }

    private void abort() {
        PooledConnection on = connection;
        HttpClientStream current = stream;
        if (on != null && current != null) {
            on.abort(current);
        } else {
            leavePool();
        }
    }

    private void leavePool() {
        if (pool != null) {
            pool.abandon(this);
        }
    }

    @Override
    public void cancel() {
        loop.run(() -> {
            if (!over) {
                stop();
                abort();
            }
        });
    }

    @Override
    public void extend(Duration total) {
        loop.run(() -> {
            if (!over) {
                deadlines.extend(total);
            }
        });
    }
}
