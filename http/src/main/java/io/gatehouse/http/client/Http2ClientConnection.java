package io.gatehouse.http.client;

import io.gatehouse.http.codec.Http2Codec;
import io.gatehouse.http.codec.Http2Fields;
import io.gatehouse.http.loop.Loop;
import io.gatehouse.http.loop.Timeout;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.util.concurrent.Promise;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// A connection of HTTP/2 to an upstream server. It carries as many calls at once as the server lets it.
final class Http2ClientConnection extends PooledConnection {

    private static final int HEAD_BYTES = 64 << 10;

    /// Past this many streams another connection takes the calls, before the numbers of streams end.
    private static final int LAST_STREAM = 1 << 30;

    private final Channel channel;
    private final Promise<PooledConnection> opened;
    private final Http2Codec codec;
    private final Http2Connection.PropertyKey key;
    private final List<Http2ClientStream> touched = new ArrayList<>();
    private int lastServed = Integer.MAX_VALUE;
    private @Nullable Throwable failure;
    private boolean leaving;

    private Http2ClientConnection(ConnectionPool pool, Channel channel, Promise<PooledConnection> opened) {
        super(pool, 1);
        this.channel = channel;
        this.opened = opened;
        codec = Http2Codec.client(new Frames(), HEAD_BYTES);
        key = codec.connection().newKey();
    }

    /// Begins to speak HTTP/2 on a channel.
    ///
    /// @param opened is told when the server has said how many calls it takes
    static void open(
            ConnectionPool pool, Loop loop, Channel channel, long timeoutMillis, Promise<PooledConnection> opened) {
        Http2ClientConnection connection = new Http2ClientConnection(pool, channel, opened);
        connection.codec.open(channel);
        Timeout timeout = new Timeout(loop, connection::late, 0);
        timeout.start(TimeUnit.MILLISECONDS.toNanos(timeoutMillis));
        opened.addListener(done -> Timeout.stop(timeout));
        channel.closeFuture().addListener(closed -> connection.closed());
    }

    private void late() {
        opened.tryFailure(new TimeoutException("the server sent no settings of HTTP/2"));
        cutOff();
    }

    private void closed() {
        leave();
        opened.tryFailure(failure == null ? new ClosedChannelException() : failure);
    }

    @Override
    boolean multiplexed() {
        return true;
    }

    @Override
    boolean open() {
        return channel.isActive();
    }

    @Override
    void send(PooledCall call) {
        Http2Headers head;
        try {
            head = Http2Request.head(call.request());
        } catch (IllegalArgumentException unfit) {
            release();
            call.cannotBeSent(unfit);
            return;
        }
        int id = codec.connection().local().incrementAndGetNextStreamId();
        Http2ClientStream stream = new Http2ClientStream(codec, id, channel, call);
        byte[] body = call.request().body();
        call.sends(stream);
        if (body == null || body.length == 0) {
            codec.writeHead(id, head, true, codec.promise());
        } else {
            codec.writeWhole(id, head, body, codec.promise());
        }
        Http2Stream begun = codec.connection().stream(id);
        if (begun == null) {
            release();
            call.notLookedAt();
        } else {
            begun.setProperty(key, stream);
        }
        if (id >= LAST_STREAM) {
            leaveWhenDone();
        }
    }

    private void leaveWhenDone() {
        leaving = true;
        leave();
        closeIfLeft();
    }

    private void closeIfLeft() {
        if (leaving && codec.connection().numActiveStreams() == 0) {
            channel.close();
        }
    }

    @Override
    void cutOff() {
        leave();
        channel.close();
    }

    private @Nullable Http2ClientStream stream(int id) {
        Http2Stream open = codec.connection().stream(id);
        return open == null ? null : open.getProperty(key);
    }

    private final class Frames extends Http2Codec.Events {

        @Override
        public void onSettingsRead(ChannelHandlerContext context, Http2Settings settings) {
            Long most = settings.maxConcurrentStreams();
            if (!opened.isDone()) {
                concurrency(most == null ? Integer.MAX_VALUE : Math.max(1, most));
                opened.trySuccess(Http2ClientConnection.this);
            } else if (most != null) {
                concurrency(Math.max(1, most));
            }
        }

        @Override
        public void onHeadersRead(ChannelHandlerContext context, int id, Http2Headers head, int padding, boolean last)
                throws Http2Exception {
            Http2ClientStream stream = stream(id);
            if (stream != null) {
                if (!Http2Fields.valid(head)) {
                    throw Http2Exception.streamError(id, Http2Error.PROTOCOL_ERROR, "a header is malformed");
                }
                stream.head(head);
                if (last) {
                    stream.cameAll();
                }
            }
        }

        @Override
        public int onDataRead(ChannelHandlerContext context, int id, ByteBuf data, int padding, boolean last) {
            Http2ClientStream stream = stream(id);
            if (stream == null) {
                return data.readableBytes() + padding;
            }
            int taken = padding + stream.came(data);
            if (last) {
                stream.cameAll();
            } else {
                touched.add(stream);
            }
            return taken;
        }

        @Override
        public void readComplete() {
            if (!touched.isEmpty()) {
                List<Http2ClientStream> all = List.copyOf(touched);
                touched.clear();
                all.forEach(Http2ClientStream::flush);
            }
        }

        @Override
        public void onRstStreamRead(ChannelHandlerContext context, int id, long error) {
            Http2ClientStream stream = stream(id);
            if (stream != null) {
                stream.reset(error);
            }
        }

        @Override
        public void onGoAwayRead(ChannelHandlerContext context, int lastStream, long error, ByteBuf reason) {
            lastServed = lastStream;
            leaving = true;
            leave();
        }

        @Override
        public void onGoAwayReceived(int lastStream, long error, ByteBuf reason) {
            closeIfLeft();
        }

        @Override
        public void onStreamClosed(Http2Stream closed) {
            Http2ClientStream stream = closed.removeProperty(key);
            if (stream != null) {
                release();
                stream.closed(closed.id() > lastServed, failure);
            }
            closeIfLeft();
        }

        @Override
        public boolean failed(Throwable cause, Http2Error error) {
            failure = cause;
            leave();
            return false;
        }
    }
}
