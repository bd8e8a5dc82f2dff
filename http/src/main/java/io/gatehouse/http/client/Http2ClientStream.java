package io.gatehouse.http.client;

import io.gatehouse.http.codec.HeldBody;
import io.gatehouse.http.codec.Http2Codec;
import io.gatehouse.http.codec.Http2Fields;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import org.jspecify.annotations.Nullable;

/// A call over HTTP/2 and its response.
final class Http2ClientStream implements ClientStream {

    private static final int FIRST_FINAL = 200;
    private static final int SWITCHING_PROTOCOLS = 101;

    private final Http2Codec codec;
    private final int id;
    private final PooledCall call;
    private final HeldBody body;
    private boolean headCame;
    private boolean over;
    private long resetBy = -1;

    Http2ClientStream(Http2Codec codec, int id, Channel channel, PooledCall call) {
        this.codec = codec;
        this.id = id;
        this.call = call;
        body = new HeldBody(codec, id, channel, new HeldBody.Taker() {
            @Override
            public void take(ByteBuf piece) {
                call.data(piece);
            }

            @Override
            public void end() {
                complete();
            }
        });
    }

    /// A head has come: of the response, of one before it, or behind its body.
    void head(Http2Headers head) {
        int status = status(head.status());
        if (headCame) {
            return;
        }
        if (status == SWITCHING_PROTOCOLS) {
            over = true;
            call.streamFailed(new IllegalStateException("the server changed the protocol without being asked"));
        } else if (status >= FIRST_FINAL || status < 100) {
            headCame = true;
            call.head(status, new Http2Fields(head));
        }
    }

    // RFC 9110, section 15: three digits. Anything else is no status, which the call says.
    private static int status(@Nullable CharSequence text) {
        try {
            return text == null || text.length() != 3 ? 0 : Integer.parseInt(text.toString());
        } catch (NumberFormatException none) {
            return 0;
        }
    }

    /// A piece of the response has come.
    ///
    /// @return how much of it was taken, in bytes
    int came(ByteBuf piece) {
        return body.came(piece);
    }

    /// The response has come to its end.
    void cameAll() {
        body.cameAll();
    }

    /// All that came together was read.
    void flush() {
        if (!over) {
            call.flush();
        }
    }

    private void complete() {
        if (!over) {
            over = true;
            call.received();
            call.finish();
            // What is left of the request is wanted by nobody; does nothing where all of it was sent.
            codec.stopSending(id);
        }
    }

    /// The server ends the stream early.
    void reset(long error) {
        resetBy = error;
    }

    /// The stream is closed.
    ///
    /// @param notServed whether the server said that it did not look at the request
    /// @param failure of the connection, or null
    void closed(boolean notServed, @Nullable Throwable failure) {
        body.close();
        if (over) {
            return;
        }
        over = true;
        if (notServed || resetBy == Http2Error.REFUSED_STREAM.code()) {
            call.notLookedAt();
        } else if (resetBy >= 0) {
            call.streamReset();
        } else if (failure != null) {
            call.streamFailed(failure);
        } else {
            call.streamClosed();
        }
    }

    @Override
    public void abort() {
        over = true;
        codec.reset(id, Http2Error.CANCEL);
    }

    @Override
    public void pause() {
        body.pause();
    }

    @Override
    public void resume() {
        body.resume();
    }
}
