package io.gatehouse.http.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.AbstractHttp2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2EventAdapter;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2LocalFlowController;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;

/// The frames of one connection of HTTP/2. What is written while frames are read goes out when all of them are read.
public final class Http2Codec extends Http2ConnectionHandler {

    /// A body that is not read on must not hold up the other streams of its connection.
    private static final int WINDOW_BYTES = 1 << 20;

    /// How many streams a client may reset, or have reset by what it sends, within [#RESETS_SECONDS].
    private static final int MOST_RESETS = 1000;

    private static final int RESETS_SECONDS = 30;

    private final Events events;
    private ChannelHandlerContext context;
    private boolean reading;

    /// What hears of frames and streams.
    public abstract static class Events extends Http2EventAdapter {

        // A priority asks for nothing any more: RFC 9113, section 5.3.2.
        @Override
        public final void onHeadersRead(
                ChannelHandlerContext context,
                int id,
                Http2Headers head,
                int dependency,
                short weight,
                boolean exclusive,
                int padding,
                boolean last)
                throws Http2Exception {
            onHeadersRead(context, id, head, padding, last);
        }

        /// The connection is of no use any more.
        ///
        /// @return whether nothing more is to be done, such as saying why
        public boolean failed(Throwable cause, Http2Error error) {
            return false;
        }

        /// All that came together was read.
        public void readComplete() {}
    }

    @SuppressWarnings("NullAway.Init") // the context comes before anything else
    private Http2Codec(
            Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings settings, Events events) {
        super(decoder, encoder, settings, true);
        this.events = events;
    }

    /// The codec of a server.
    ///
    /// @param streams how many may be open, from the first on: a client need not wait for the settings that say so
    public static Http2Codec server(Events events, int streams, int headerBytes) {
        Http2Settings settings =
                new Http2Settings().maxConcurrentStreams(streams).maxHeaderListSize(headerBytes);
        Http2Codec codec = new Builder(events, true, settings).build();
        codec.connection().remote().maxActiveStreams(streams);
        return codec;
    }

    /// The codec of a client.
    public static Http2Codec client(Events events, int headerBytes) {
        return new Builder(events, false, new Http2Settings().pushEnabled(false).maxHeaderListSize(headerBytes))
                .build();
    }

    private static final class Builder extends AbstractHttp2ConnectionHandlerBuilder<Http2Codec, Builder> {
        private final Events events;

        Builder(Events events, boolean server, Http2Settings settings) {
            this.events = events;
            server(server);
            initialSettings(settings);
            frameListener(events);
            validateRequiredPseudoHeaders(true);
            if (server) {
                decoderEnforceMaxRstFramesPerWindow(MOST_RESETS, RESETS_SECONDS);
                encoderEnforceMaxRstFramesPerWindow(MOST_RESETS, RESETS_SECONDS);
            }
        }

        @Override
        protected Http2Codec build() {
            Http2Codec codec = super.build();
            codec.connection().addListener(events);
            return codec;
        }

        @Override
        protected Http2Codec build(
                Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings settings) {
            return new Http2Codec(decoder, encoder, settings, events);
        }
    }

    /// Begins to speak on a channel.
    public void open(Channel channel) {
        channel.pipeline().addLast(this);
        Http2LocalFlowController window = decoder().flowController();
        try {
            window.incrementWindowSize(connection().connectionStream(), WINDOW_BYTES - window.initialWindowSize());
        } catch (Http2Exception broken) {
            onError(context, true, broken);
        }
        flush(context);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) throws Exception {
        context = added;
        super.handlerAdded(added);
    }

    @Override
    public void channelRead(ChannelHandlerContext from, Object message) throws Exception {
        reading = true;
        super.channelRead(from, message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext from) throws Exception {
        reading = false;
        events.readComplete();
        super.channelReadComplete(from);
    }

    @Override
    protected void onConnectionError(
            ChannelHandlerContext from, boolean outbound, Throwable cause, Http2Exception known) {
        Http2Error error = known == null ? Http2Error.INTERNAL_ERROR : known.error();
        if (!events.failed(cause, error)) {
            super.onConnectionError(from, outbound, cause, known);
        }
    }

    // What is broken about the connection below ends it; its streams hear of that by its end.
    @Override
    public void exceptionCaught(ChannelHandlerContext from, Throwable cause) throws Exception {
        if (Http2CodecUtil.getEmbeddedHttp2Exception(cause) != null) {
            super.exceptionCaught(from, cause);
        } else if (!events.failed(cause, Http2Error.INTERNAL_ERROR)) {
            from.close();
        }
    }

    /// A promise for what is written. Its listeners must be there before that: with the end of its last frame a stream
    /// closes.
    public ChannelPromise promise() {
        return context.newPromise();
    }

    /// Whether a stream is open.
    boolean knows(int stream) {
        return connection().stream(stream) != null;
    }

    /// Sends the head of a message.
    ///
    /// @param last whether there is no body
    public void writeHead(int stream, Http2Headers head, boolean last, ChannelPromise promise) {
        encoder().writeHeaders(context, stream, head, 0, last, promise);
        flushSoon();
    }

    /// Sends a part of a body, as the other side makes room for it.
    public void writeData(int stream, byte[] bytes, boolean last, ChannelPromise promise) {
        ByteBuf data = bytes.length == 0 ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(bytes);
        encoder().writeData(context, stream, data, 0, last, promise);
        flushSoon();
    }

    /// Sends a whole message.
    public void writeWhole(int stream, Http2Headers head, byte[] body, ChannelPromise promise) {
        encoder().writeHeaders(context, stream, head, 0, false, promise());
        writeData(stream, body, true, promise);
    }

    /// Lets the other side send as much again on a stream.
    void taken(int stream, int bytes) {
        Http2Stream open = connection().stream(stream);
        if (open != null && bytes > 0) {
            try {
                decoder().flowController().consumeBytes(open, bytes);
            } catch (Http2Exception broken) {
                onError(context, true, broken);
            }
            flushSoon();
        }
    }

    /// Ends a stream early.
    public void reset(int stream, Http2Error why) {
        if (knows(stream)) {
            resetStream(context, stream, why.code(), promise());
            flushSoon();
        }
    }

    /// Tells the other side to open no more streams; closes at once where there is an error.
    public ChannelFuture sayGoodbye(Http2Error why) {
        int last = connection().remote().lastStreamCreated();
        ChannelFuture said = goAway(context, last, why.code(), Unpooled.EMPTY_BUFFER, promise());
        flush(context);
        return said;
    }

    /// Sends no more on a stream whose other side has said all.
    public void stopSending(int stream) {
        Http2Stream open = connection().stream(stream);
        if (open != null && open.state().localSideOpen()) {
            reset(stream, Http2Error.NO_ERROR);
        }
    }

    private void flushSoon() {
        if (!reading) {
            flush(context);
        }
    }
}
