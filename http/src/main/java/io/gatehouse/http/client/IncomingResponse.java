package io.gatehouse.http.client;

import io.gatehouse.http.BodyMode;
import io.gatehouse.http.Headers;
import io.gatehouse.http.HttpFailure;
import io.gatehouse.http.ResponseHandler;
import io.gatehouse.http.Target;
import io.gatehouse.http.codec.ContentCodings;
import io.gatehouse.http.loop.BodyCharge;
import io.gatehouse.http.memory.BodyMemory;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// The response to one call on its way in: the head decides how the body is read, the body goes to the
/// handler, and holds memory until the end. Belongs to its event loop.
final class IncomingResponse implements BodyCharge.Body {

    private static final System.Logger LOG = System.getLogger(IncomingResponse.class.getName());

    private final PooledCall call;
    private final ResponseHandler handler;
    private @Nullable ResponseBody body;
    private @Nullable BodyCharge charge;

    IncomingResponse(PooledCall call, ResponseHandler handler) {
        this.call = call;
        this.handler = handler;
    }

    /// Whether the head has come.
    boolean begun() {
        return body != null;
    }

    /// Takes the head.
    ///
    /// @param redirects whether a redirect may be followed
    void head(int status, Headers headers, boolean redirects) {
        try {
            Target moved = redirects ? Redirects.target(call.request(), status, headers, call.settings()) : null;
            if (moved == null) {
                read(status, headers);
            } else {
                body = new ResponseBody.Discard(
                        new Followed(moved), call.settings().maxDiscardedBytes());
            }
        } catch (HttpFailure failure) {
            unfit(failure);
        } catch (RuntimeException | VirtualMachineError e) {
            handlerFailed(e);
        }
    }

    private void read(int status, Headers headers) throws HttpFailure {
        ContentCodings codings = ContentCodings.of(headers);
        Headers told = codings.without(headers);
        BodyMode mode = handler.head(status, told);
        body = ResponseBody.of(mode, told, codings, call.settings(), call.request(), handler, this::charge);
        if (call.over()) {
            close();
        }
    }

    /// Takes a piece of the body.
    void data(ByteBuf piece) {
        ResponseBody reader = body;
        if (reader == null) {
            return;
        }
        try {
            reader.data(piece);
        } catch (HttpFailure failure) {
            unfit(failure);
        } catch (RuntimeException | VirtualMachineError e) {
            handlerFailed(e);
        }
    }

    /// All that came together has been told.
    void flush() {
        ResponseBody reader = body;
        if (reader == null) {
            return;
        }
        try {
            reader.flush();
        } catch (RuntimeException e) {
            handlerFailed(e);
        }
    }

    /// The response is complete, and the call is over.
    void end() {
        ResponseBody reader = body;
        if (reader == null) {
            return;
        }
        try {
            reader.end();
        } catch (RuntimeException | VirtualMachineError e) {
            LOG.log(System.Logger.Level.ERROR, "the handler of a response failed", e);
            call.tell(HttpFailure.Kind.PROTOCOL, true, "the handler of the response failed", e);
        } finally {
            close();
        }
    }

    /// Gives back what the response holds.
    void close() {
        if (body != null) {
            body.close();
        }
        if (charge != null) {
            charge.close();
        }
    }

    private void unfit(HttpFailure failure) {
        call.fail(failure.kind(), String.valueOf(failure.getMessage()), null);
    }

    private void handlerFailed(Throwable failure) {
        LOG.log(System.Logger.Level.ERROR, "the handler of a response failed", failure);
        call.fail(HttpFailure.Kind.PROTOCOL, "the handler of the response failed", failure);
    }

    private BodyCharge charge() {
        BodyCharge known = charge;
        if (known == null) {
            BodyMemory memory = call.loop().memory();
            known = new BodyCharge(call.loop(), memory.answers(), call.request().owner(), memory.answerWait(), this);
            charge = known;
        }
        return known;
    }

    /// Reads no more of the response while there is no room for it.
    @Override
    public void pause() {
        call.pauseStream();
    }

    @Override
    public void resume() {
        call.resumeStream();
    }

    @Override
    public void noRoom() {
        call.fail(HttpFailure.Kind.NO_ROOM, "there is no memory for the response", null);
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
            call.follow(target);
        }

        @Override
        public void failed(HttpFailure failure) {}
    }
}
