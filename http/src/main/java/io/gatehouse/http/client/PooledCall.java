package io.gatehouse.http.client;

import io.gatehouse.http.ClientCall;
import io.gatehouse.http.ClientRequest;
import io.gatehouse.http.ClientSettings;
import io.gatehouse.http.Headers;
import io.gatehouse.http.HttpFailure;
import io.gatehouse.http.Origin;
import io.gatehouse.http.ProxySettings;
import io.gatehouse.http.ResponseHandler;
import io.gatehouse.http.Target;
import io.gatehouse.http.loop.Loop;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One call on its event loop: waits for a connection, writes the request, keeps the deadlines with a single timer, and
/// ends once. What comes back goes to its [IncomingResponse].
final class PooledCall implements ClientCall {

    private static final System.Logger LOG = System.getLogger(PooledCall.class.getName());
    private static final int FIRST_FINAL = 200;
    private static final int LAST = 999;

    /// How many redirects of one request are followed, see [Redirects].
    private static final int MOST_REDIRECTS = 5;

    private final Loop loop;
    private final ClientSettings settings;
    private final ClientRequest request;
    private final ResponseHandler handler;
    private final int hops;
    private final CallDeadlines deadlines;
    private final IncomingResponse response;
    private @Nullable ConnectionPool pool;
    private @Nullable ClientStream stream;
    private @Nullable PooledCall next;
    private boolean complete;
    private boolean over;

    PooledCall(Loop loop, ClientSettings settings, ClientRequest request, ResponseHandler handler) {
        this(loop, settings, request, handler, 0);
    }

    /// @param hops redirects that have been followed
    private PooledCall(Loop loop, ClientSettings settings, ClientRequest request, ResponseHandler handler, int hops) {
        this.loop = loop;
        this.settings = settings;
        this.request = request;
        this.handler = handler;
        this.hops = hops;
        deadlines = new CallDeadlines(loop, settings, request.deadlines(), this::deadlinePassed);
        response = new IncomingResponse(this, handler);
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

    boolean over() {
        return over;
    }

    ClientRequest request() {
        return request;
    }

    ClientSettings settings() {
        return settings;
    }

    /// The request goes out now.
    void sends(ClientStream on) {
        stream = on;
        deadlines.sent();
    }

    void cannotBeSent(IllegalArgumentException reason) {
        fail(HttpFailure.Kind.PROTOCOL, "the request cannot be sent: " + reason.getMessage(), reason);
    }

    void head(int status, Headers headers) {
        if (over) {
            return;
        }
        if (status < FIRST_FINAL || status > LAST) {
            fail(HttpFailure.Kind.PROTOCOL, "the response has no valid status", null);
            return;
        }
        deadlines.head();
        response.head(status, headers, hops < MOST_REDIRECTS);
    }

    void data(ByteBuf piece) {
        if (!over) {
            response.data(piece);
        }
    }

    /// All that came together has been told.
    void flush() {
        if (!over) {
            response.flush();
        }
    }

    /// The response is complete, but its stream is not closed yet.
    void received() {
        complete = true;
    }

    /// The stream has closed.
    void streamClosed() {
        if (complete) {
            finish();
        } else {
            flush();
            fail(HttpFailure.Kind.CLOSED, "the connection closed before the response was complete", null);
        }
    }

    void streamReset() {
        fail(HttpFailure.Kind.CLOSED, "the server reset the stream", null);
    }

    /// The server says that it did not look at the request.
    void notLookedAt() {
        refuse(HttpFailure.Kind.CLOSED, "the server refused the request before it looked at it", null);
    }

    /// The response is complete.
    void finish() {
        if (!over && response.begun()) {
            stop();
            response.end();
        }
    }

    void streamFailed(Throwable failure) {
        if (!complete) {
            flush();
            fail(ClientFailures.kind(failure), ClientFailures.reason(failure), failure);
        }
    }

    /// There is no connection for this call.
    void connectFailed(Throwable failure) {
        refuse(
                ClientFailures.connectKind(failure),
                "cannot connect" + through() + ": " + ClientFailures.reason(failure),
                failure);
    }

    private String through() {
        ProxySettings proxy = settings.proxy();
        return proxy != null && proxy.used(origin().host()) ? " through the " + proxy : "";
    }

    /// Fails the call before anything was sent.
    void refuse(HttpFailure.Kind kind, String reason, @Nullable Throwable cause) {
        if (!over) {
            stop();
            tell(kind, false, reason, cause);
        }
    }

    /// Fails the call whose request may have been sent.
    void fail(HttpFailure.Kind kind, String reason, @Nullable Throwable cause) {
        if (!over) {
            boolean sent = stream != null;
            drop();
            tell(kind, sent, reason, cause);
        }
    }

    /// Tells the handler that the call failed.
    void tell(HttpFailure.Kind kind, boolean sent, String reason, @Nullable Throwable cause) {
        String message = origin().hostAndPort() + ": " + reason;
        try {
            handler.failed(new HttpFailure(kind, sent, message, cause));
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "the handler of a failed call failed", e);
        }
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

    /// Ends the call early, wherever it is.
    private void drop() {
        stop();
        response.close();
        ClientStream current = stream;
        if (current != null) {
            current.abort();
        } else {
            leavePool();
        }
    }

    private void leavePool() {
        if (pool != null) {
            pool.abandon(this);
        }
    }

    /// Sends the same request to where it was redirected, within the time that is left.
    void follow(Target target) {
        ConnectionPool from = pool;
        if (from == null) {
            return;
        }
        PooledCall following = new PooledCall(loop, settings, request.to(target, deadlines.left()), handler, hops + 1);
        next = following;
        handler.redirected(target.path());
        following.begin(from);
        from.acquire(following);
    }

    /// Reads no more of the response for now.
    void pauseStream() {
        if (stream != null && !over) {
            stream.pause();
        }
    }

    /// Reads on.
    void resumeStream() {
        if (stream != null && !over) {
            stream.resume();
        }
    }

    @Override
    public void cancel() {
        latest(call -> {
            if (!call.over) {
                call.drop();
            }
        });
    }

    @Override
    public void extend(Duration total) {
        latest(call -> {
            if (!call.over) {
                call.deadlines.extend(total);
            }
        });
    }

    @Override
    public void pause() {
        latest(PooledCall::pauseStream);
    }

    @Override
    public void resume() {
        latest(PooledCall::resumeStream);
    }

    /// Does something with this call on its loop, or with the one that follows its redirects.
    private void latest(Consumer<PooledCall> action) {
        loop.run(() -> {
            PooledCall call = this;
            for (PooledCall following = next; following != null; following = following.next) {
                call = following;
            }
            action.accept(call);
        });
    }
}
