package io.gatehouse.http.server;

import io.gatehouse.http.codec.Http2Codec;
import io.gatehouse.http.codec.Http2RequestRules;
import io.gatehouse.http.codec.InvalidRequests;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import org.jspecify.annotations.Nullable;

/// A connection of HTTP/2, whose requests are served side by side.
final class Http2ServerConnection extends ServerConnection {
    /// Requests at once over one connection.
    private static final int MAX_STREAMS = 250;

    private final ServerLoop server;
    private final Http2Codec codec;
    private final FrameLimit limit;
    private final Http2Connection.PropertyKey key;
    private boolean leaving;

    private Http2ServerConnection(ServerLoop server, Channel channel) {
        super(channel);
        this.server = server;
        int largestHead = server.settings().limits().maxHeaderBytes();
        codec = Http2Codec.server(new Frames(), MAX_STREAMS, largestHead);
        key = codec.connection().newKey();
        limit = new FrameLimit(server, this);
    }

    /// Reads requests from a channel whose client chose HTTP/2.
    static Http2ServerConnection open(ServerLoop server, Channel channel) {
        Http2ServerConnection connection = new Http2ServerConnection(server, channel);
        channel.pipeline().addLast(connection.limit);
        connection.codec.open(channel);
        return connection;
    }

    @Override
    boolean http2() {
        return true;
    }

    @Override
    void announceEnd() {
        if (!leaving) {
            leaving = true;
            codec.sayGoodbye(Http2Error.NO_ERROR).addListener(said -> closeIfLeft());
        }
    }

    @Override
    void drain() {
        announceEnd();
    }

    private void closeIfLeft() {
        if (leaving && codec.connection().numActiveStreams() == 0) {
            channel().close();
        }
    }

    // Whoever asks nothing is told first, and then knows that nothing which is on its way is served.
    @Override
    void cutOff() {
        if (idle() && !leaving && !closing() && nothingUnsent()) {
            announceEnd();
        } else {
            super.cutOff();
        }
    }

    /// Says why, and closes.
    @Override
    void calm() {
        if (sayCalm()) {
            cutOff();
        }
    }

    /// Says why it closes, and takes no more requests.
    ///
    /// @return false when it closes already
    boolean sayCalm() {
        boolean first = closes();
        if (first) {
            codec.sayGoodbye(Http2Error.ENHANCE_YOUR_CALM);
        }
        return first;
    }

    /// So many bytes of an answer went out.
    void sent(int stream, int bytes) {
        Http2Stream sending = stream(stream);
        if (sending != null) {
            sending.sent(bytes);
        }
    }

    private @Nullable Http2Stream stream(int id) {
        io.netty.handler.codec.http2.Http2Stream open = codec.connection().stream(id);
        return open == null ? null : open.getProperty(key);
    }

    /// Takes the head of a request.
    private Http2Stream begin(int id, Http2Headers head) throws Http2Exception {
        if (!Http2RequestRules.wellFormed(head)) {
            throw Http2Exception.streamError(id, Http2Error.PROTOCOL_ERROR, "the head of the request is malformed");
        }
        Http2Stream stream = new Http2Stream(channel(), codec, id, head);
        ServerExchange exchange = new ServerExchange(server, this, stream);
        stream.carries(exchange);
        codec.connection().stream(id).setProperty(key, stream);
        Integer refused = Http2RequestRules.refusal(head);
        if (refused == null) {
            exchange.begin();
        } else {
            requestBegins();
            exchange.refuse(refused, InvalidRequests.message(refused));
        }
        return stream;
    }

    private final class Frames extends Http2Codec.Events {

        @Override
        public void onHeadersRead(ChannelHandlerContext context, int id, Http2Headers head, int padding, boolean last)
                throws Http2Exception {
            Http2Stream known = stream(id);
            if (known == null && closing()) {
                return;
            }
            Http2Stream stream = known == null ? begin(id, head) : known;
            if (last) {
                stream.body().cameAll();
            }
        }

        @Override
        public int onDataRead(ChannelHandlerContext context, int id, ByteBuf data, int padding, boolean last) {
            Http2Stream stream = stream(id);
            if (stream == null) {
                return data.readableBytes() + padding;
            }
            int taken = padding + stream.body().came(data);
            if (last) {
                stream.body().cameAll();
            }
            return taken;
        }

        @Override
        public void onStreamClosed(io.netty.handler.codec.http2.Http2Stream closed) {
            Http2Stream stream = closed.removeProperty(key);
            if (stream != null) {
                stream.closed();
            }
            closeIfLeft();
        }

        @Override
        public boolean failed(Throwable cause, Http2Error error) {
            if (error == Http2Error.ENHANCE_YOUR_CALM) {
                limit.flooded();
                return true;
            }
            return false;
        }
    }
}
