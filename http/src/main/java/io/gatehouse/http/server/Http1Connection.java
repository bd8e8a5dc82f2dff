package io.gatehouse.http.server;

import io.gatehouse.http.codec.Http1Decoder;
import io.gatehouse.http.codec.InvalidRequests;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A connection of HTTP/1.1. Its requests are served one after the other: what is pipelined waits, and is
/// not read any further when much of it waits or the client does not read its answers.
final class Http1Connection extends ServerConnection {

    private static final int COPIED_BYTES = 16 << 10;
    private static final int MOST_WAITING_BYTES = 16 << 10;

    /// How many pipelined requests are served before those of other connections have their turn.
    private static final int MOST_IN_A_ROW = 128;

    private static final long REST_MILLIS = 1;

    private final ServerLoop server;
    private final Channel channel;
    private final Kind kind;
    private final Http1Decoder decoder;
    private @Nullable Http1Stream stream;
    private @Nullable ServerExchange reading;
    private @Nullable ServerExchange exchange;
    /// Whether so much waits that no more of it is read.
    private boolean crowded;
    private int inARow;
    private boolean resting;
    /// Whether the body that comes has no room.
    private boolean paused;
    private boolean closing;

    /// What stands below the requests.
    enum Kind {
        PLAIN,
        /// TLS has been agreed on.
        SECURE,
        /// No TLS although the listener wants it: requests are refused.
        PLAIN_WHERE_TLS_IS_SPOKEN
    }

    private Http1Connection(ServerLoop server, Channel channel, Kind kind) {
        super(channel);
        this.server = server;
        this.channel = channel;
        this.kind = kind;
        decoder = new Http1Decoder(server.settings().limits(), server.loop().heads(), this::pipelined);
    }

    /// Reads requests from a channel.
    static Http1Connection open(ServerLoop server, Channel channel, Kind kind) {
        Http1Connection connection = new Http1Connection(server, channel, kind);
        channel.pipeline().addLast(connection.decoder, connection.new Reader());
        return connection;
    }

    /// Whether the client's own connection is encrypted: here, or at the proxy that ended its TLS.
    boolean secure() {
        return kind == Kind.SECURE || ProxyGreeting.secure(channel);
    }

    @Override
    boolean http2() {
        return false;
    }

    @Override
    void drain() {
        if (idle()) {
            cutOff();
        }
    }

    ByteBufAllocator allocator() {
        return channel.alloc();
    }

    boolean draining() {
        return server.draining();
    }

    boolean ending() {
        return server.ending();
    }

    /// Takes a part of a request from the decoder; drops it where the last answer was given.
    private void received(Object part) {
        if (closing) {
            ReferenceCountUtil.release(part);
            proceed();
        } else {
            take(part);
        }
    }

    /// Goes on with what is pipelined, if the connection is ready for it.
    private void proceed() {
        if (closing) {
            takeNext();
        } else if (stream == null && !resting && channel.isWritable()) {
            inARow++;
            if (inARow > MOST_IN_A_ROW) {
                resting = true;
                channel.eventLoop().schedule(this::rested, REST_MILLIS, TimeUnit.MILLISECONDS);
            } else {
                takeNext();
            }
        }
    }

    private void rested() {
        resting = false;
        inARow = 0;
        proceed();
    }

    private void takeNext() {
        ChannelHandlerContext context = channel.pipeline().context(decoder);
        if (context != null) {
            decoder.next(context);
        }
    }

    private void pipelined(int bytes) {
        boolean much = bytes >= MOST_WAITING_BYTES;
        if (crowded != much) {
            crowded = much;
            read();
        }
    }

    private void take(Object part) {
        if (part instanceof HttpRequest request) {
            head(request);
        }
        if (part instanceof HttpContent content) {
            try {
                body(content);
            } finally {
                content.release();
            }
        }
    }

    private void head(HttpRequest request) {
        Http1Stream next = new Http1Stream(this, request);
        ServerExchange created = new ServerExchange(server, this, next);
        stream = next;
        exchange = created;
        if (kind == Kind.PLAIN_WHERE_TLS_IS_SPOKEN) {
            requestBegins();
            created.refuse(400, "This port speaks TLS. Use an address that begins with https://.");
        } else if (request.decoderResult().isFailure()) {
            requestBegins();
            int status = InvalidRequests.status(request.decoderResult());
            created.refuse(status, InvalidRequests.message(status));
        } else if (Http1Decoder.refusal(request) instanceof Integer status) {
            requestBegins();
            created.refuse(status, InvalidRequests.message(status));
        } else {
            reading = created;
            created.begin();
        }
    }

    private void body(HttpContent content) {
        ServerExchange current = reading;
        if (current == null) {
            return;
        }
        if (content.decoderResult().isFailure()) {
            reading = null;
            current.refuse(400, InvalidRequests.message(400));
            return;
        }
        current.piece(content.content());
        if (content instanceof LastHttpContent) {
            reading = null;
            current.bodyComplete();
        }
    }

    /// Whether there is room for the body that comes.
    void room(boolean room) {
        paused = !room;
        read();
    }

    // Each of the two holds the reading up by itself: neither may undo the other.
    private void read() {
        channel.config().setAutoRead(!paused && !crowded);
    }

    /// Sends bytes that belong to no answer yet.
    void send(byte[] bytes) {
        send(Unpooled.wrappedBuffer(bytes));
    }

    void send(ByteBuf bytes) {
        channel.writeAndFlush(bytes, channel.voidPromise());
    }

    /// Sends a part of an answer, as a chunk where asked.
    void sendPart(byte[] bytes, boolean chunk, Runnable written) {
        ByteBuf part;
        if (!chunk) {
            part = Unpooled.wrappedBuffer(bytes);
        } else if (bytes.length <= COPIED_BYTES) {
            part = chunkHead(bytes.length, bytes.length + 12).writeBytes(bytes).writeShort('\r' << 8 | '\n');
        } else {
            ByteBuf lineBreak = Unpooled.wrappedBuffer(new byte[] {'\r', '\n'});
            channel.write(chunkHead(bytes.length, 12), channel.voidPromise());
            channel.write(Unpooled.wrappedBuffer(bytes), channel.voidPromise());
            part = lineBreak;
        }
        channel.writeAndFlush(part).addListener(done -> written.run());
    }

    private ByteBuf chunkHead(int length, int capacity) {
        ByteBuf head = channel.alloc().directBuffer(capacity);
        ByteBufUtil.writeAscii(head, Integer.toHexString(length));
        return head.writeShort('\r' << 8 | '\n');
    }

    /// Sends the rest of an answer, after which the connection closes or takes its next request.
    void answer(Http1Stream from, ByteBuf head, byte[] body, boolean last, Runnable written) {
        closing = last;
        if (last) {
            proceed();
        }
        boolean lingers = from.lingers();
        ByteBuf rest = head;
        if (body.length <= COPIED_BYTES) {
            head.writeBytes(body);
        } else {
            channel.write(head, channel.voidPromise());
            rest = Unpooled.wrappedBuffer(body);
        }
        if (body.length <= COPIED_BYTES && !last) {
            channel.writeAndFlush(rest, channel.voidPromise());
            written.run();
            answered();
            return;
        }
        var sent = channel.writeAndFlush(rest).addListener(done -> {
            if (done.isSuccess()) {
                written.run();
                if (!last) {
                    answered();
                }
            }
        });
        if (last && !lingers) {
            sent.addListener(ChannelFutureListener.CLOSE);
        }
    }

    private void answered() {
        stream = null;
        exchange = null;
        proceed();
    }

    /// The client is gone.
    private void gone() {
        closing = true;
        ServerExchange current = exchange;
        reading = null;
        if (current != null) {
            current.connectionClosed();
        }
    }

    private final class Reader extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext context, Object part) {
            received(part);
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            if (!resting) {
                inARow = 0;
            }
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            proceed();
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            gone();
        }

        // What is broken about a connection ends it; the exchange hears of that by channelInactive.
        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
            context.close();
        }
    }
}
