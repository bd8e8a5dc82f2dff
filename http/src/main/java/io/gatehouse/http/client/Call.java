package io.gatehouse.http.client;

import io.gatehouse.http.BodyMode;
import io.gatehouse.http.ClientCall;
import io.gatehouse.http.ClientRequest;
import io.gatehouse.http.ClientSettings;
import io.gatehouse.http.Headers;
import io.gatehouse.http.HttpFailure;
import io.gatehouse.http.Origin;
import io.gatehouse.http.ProxySettings;
import io.gatehouse.http.ResponseHandler;
import io.gatehouse.http.Target;
import io.gatehouse.http.codec.ContentCodings;
import io.gatehouse.http.loop.BodyCharge;
import io.gatehouse.http.loop.Loop;
import io.gatehouse.http.memory.BodyMemory;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// One call on its event loop: waits for a connection, writes the request, reads the response, keeps the deadlines with
/// a
/// single timer.
final class Call implements ClientCall {

    private static final System.Logger LOG = System.getLogger(Call.class.getName());
    private static final int FIRST_FINAL = 200;
    private static final int LAST = 999;

    private final Loop loop;
    private final ClientSettings settings;
    private final ClientRequest request;
    private final ResponseHandler handler;
    private final CallDeadlines deadlines;
    private @Nullable ConnectionPool pool;
    private @Nullable ClientStream stream;
    private @Nullable ResponseBody body;
    private @Nullable Call next;
    private @Nullable BodyCharge charge;
    private boolean complete;
    private boolean over;
    private final int hops;

    Call(Loop loop, ClientSettings settings, ClientRequest request, ResponseHandler handler) {
        this(loop, settings, request, handler, 0);
    }

    /// @param hops redirects that have been followed
    private Call(Loop loop, ClientSettings settings, ClientRequest request, ResponseHandler handler, int hops) {
        this.hops = hops;
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
        try {
            Target moved = hops < settings.redirects() ? Redirects.target(request, status, headers, settings) : null;
            if (moved != null) {
                body = new ResponseBody.Discard(new Followed(moved), settings.maxDiscardedBytes());
                return;
            }
            ContentCodings codings = ContentCodings.of(headers);
            Headers told = codings.without(headers);
            BodyMode mode = handler.head(status, told);
            body = ResponseBody.of(mode, told, codings, settings, request, handler, this::charge);
            if (over) {
                closeBody();
            }
        } catch (HttpFailure failure) {
            fail(failure.kind(), String.valueOf(failure.getMessage()), null);
        } catch (RuntimeException | VirtualMachineError e) {
            handlerFailed(e);
        }
    }

    void data(ByteBuf piece) {
        ResponseBody reader = body;
        if (over || reader == null) {
            return;
        }
        try {
            reader.data(piece);
        } catch (HttpFailure failure) {
            fail(failure.kind(), String.valueOf(failure.getMessage()), null);
        } catch (RuntimeException | VirtualMachineError e) {
            handlerFailed(e);
        }
    }

    /// All that came together has been told.
    void flush() {
        ResponseBody reader = body;
        if (over || reader == null) {
            return;
        }
        try {
            reader.flush();
        } catch (RuntimeException e) {
            handlerFailed(e);
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
        ResponseBody reader = body;
        if (over || reader == null) {
            return;
        }
        stop();
        try {
            reader.end();
        } catch (RuntimeException | VirtualMachineError e) {
            LOG.log(System.Logger.Level.ERROR, "the handler of a response failed", e);
            tell(HttpFailure.Kind.PROTOCOL, true, "the handler of the response failed", e);
        } finally {
            closeBody();
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

    private void fail(HttpFailure.Kind kind, String reason, @Nullable Throwable cause) {
        if (!over) {
            boolean sent = stream != null;
            stop();
            closeBody();
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

    private void handlerFailed(Throwable failure) {
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

    /// Sends the same request to where it was redirected, within the time that is left.
    private void follow(Target target) {
        ConnectionPool from = pool;
        if (from == null) {
            return;
        }
        Call following = new Call(loop, settings, request.to(target, deadlines.left()), handler, hops + 1);
        next = following;
        handler.redirected(target.path());
        following.begin(from);
        from.acquire(following);
    }

    private void closeBody() {
        ResponseBody reader = body;
        if (reader != null) {
            reader.close();
        }
        if (charge != null) {
            charge.close();
        }
    }

    private BodyCharge charge() {
        BodyCharge known = charge;
        if (known == null) {
            BodyMemory memory = loop.memory();
            known = new BodyCharge(loop, memory.answers(), request.owner(), memory.answerWait(), new Charged());
            charge = known;
        }
        return known;
    }

    private void abort() {
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

    @Override
    public void cancel() {
        loop.run(() -> {
            Call following = next;
            if (following != null) {
                following.cancel();
                return;
            }
            if (!over) {
                stop();
                closeBody();
                abort();
            }
        });
    }

    @Override
    public void extend(Duration total) {
        loop.run(() -> {
            Call following = next;
            if (following != null) {
                following.extend(total);
                return;
            }
            if (!over) {
                deadlines.extend(total);
            }
        });
    }

    @Override
    public void pause() {
        loop.run(() -> {
            Call following = next;
            if (following != null) {
                following.pause();
                return;
            }
            ClientStream current = stream;
            if (!over && current != null) {
                current.pause();
            }
        });
    }

    @Override
    public void resume() {
        loop.run(() -> {
            Call following = next;
            if (following != null) {
                following.resume();
                return;
            }
            ClientStream current = stream;
            if (!over && current != null) {
                current.resume();
            }
        });
    }

    /// Hears the end of a redirect.
    private final class Followed implements ResponseHandler {
        private final Target target;

        Followed(Target target) {
            this.target = target;
        }

        @Override
        public BodyMode head(int status, Headers headers) {
            return BodyMode.DISCARD;
        }

        @Override
        public void whole(byte[] all) {}

        @Override
        public void end() {
            follow(target);
        }

        @Override
        public void failed(HttpFailure failure) {}
    }

    /// Reads no more of the response while there is no room for it.
    private final class Charged implements BodyCharge.Body {
        @Override
        public void pause() {
            if (stream != null) {
                stream.pause();
            }
        }

        @Override
        public void resume() {
            if (stream != null && !over) {
                stream.resume();
            }
        }

        @Override
        public void noRoom() {
            fail(HttpFailure.Kind.NO_ROOM, "there is no memory for the response", null);
        }
    }
}
