package io.gatehouse.http;

import io.vertx.core.Future;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.HttpClientConnection;
import io.vertx.core.http.impl.HttpClientStream;
import io.vertx.core.internal.buffer.BufferInternal;

/// A connection with TLS or through a tunnel, of HTTP/2 or HTTP/1.1.
final class VertxClientConnection extends PooledConnection {

    private static final long CANCEL = 0x8;

    private final Loop loop;
    private final HttpClientConnection connection;
    private final boolean multiplexed;

    VertxClientConnection(ConnectionPool pool, Loop loop, HttpClientConnection connection) {
        super(pool, multiplexed(connection) ? Math.max(1, connection.concurrency()) : 1);
        this.loop = loop;
        this.connection = connection;
        multiplexed = multiplexed(connection);
        connection.evictionHandler(evicted -> leave());
        connection.closeHandler(closed -> leave());
        connection.exceptionHandler(failure -> {}); // each call hears of it by itself
        connection.invalidMessageHandler(io.netty.util.ReferenceCountUtil::release);
        connection.concurrencyChangeHandler(this::concurrency);
    }

    private static boolean multiplexed(HttpClientConnection connection) {
        return connection.protocolVersion() == HttpVersion.HTTP_2;
    }

    @Override
    boolean multiplexed() {
        return multiplexed;
    }

    // Over HTTP/1.1 the engine heeds the Keep-Alive header; over HTTP/2 it calls an unused connection invalid.
    @Override
    boolean open() {
        return multiplexed || connection.isValid();
    }

    @Override
    void send(Call call) {
        Future<HttpClientStream> stream = connection.createStream(loop.context);
        if (stream.succeeded()) {
            write(call, stream.result());
        } else {
            stream.onComplete(created -> write(call, created), failure -> {
                release();
                call.connectFailed(failure);
            });
        }
    }

    private void write(Call call, HttpClientStream stream) {
        if (call.over()) {
            stream.closeHandler(closed -> release());
            abort(stream);
            return;
        }
        stream.headHandler(head -> call.head(head.statusCode, new EngineHeaders(head.headers)))
                .dataHandler(piece -> {
                    call.data(((BufferInternal) piece).getByteBuf());
                    call.flush();
                })
                .trailersHandler(trailers -> {
                    // Over HTTP/1.1 the stream closes in a moment, and only then the connection is free.
                    call.received();
                    if (multiplexed) {
                        call.finish();
                    }
                })
                .exceptionHandler(call::streamFailed)
                .closeHandler(closed -> {
                    release();
                    call.streamClosed();
                });
        stream.resetHandler(code -> call.streamReset());
        call.sends(new Stream(stream));
        try {
            RequestWriter.write(call.request(), call.settings(), pool(), stream);
        } catch (IllegalArgumentException e) {
            call.cannotBeSent(e);
        }
    }

    private void abort(HttpClientStream stream) {
        if (multiplexed) {
            stream.writeReset(CANCEL);
        } else {
            cutOff();
        }
    }

    // The engine's own close would first wait for a slow reader.
    @Override
    void cutOff() {
        leave();
        connection.channelHandlerContext().close();
    }

    private final class Stream implements ClientStream {
        private final HttpClientStream stream;

        Stream(HttpClientStream stream) {
            this.stream = stream;
        }

        @Override
        public void abort() {
            VertxClientConnection.this.abort(stream);
        }

        @Override
        public void pause() {
            stream.pause();
        }

        @Override
        public void resume() {
            stream.fetch(Long.MAX_VALUE);
        }
    }
}
