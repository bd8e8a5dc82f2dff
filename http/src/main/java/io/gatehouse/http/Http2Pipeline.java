package io.gatehouse.http;

import io.netty.channel.Channel;
import io.vertx.core.http.Http2ServerConfig;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.QueryParamDecoderConfig;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.http.impl.HttpServerRequestImpl;
import io.vertx.core.http.impl.http2.codec.Http2CodecServerChannelInitializer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.http.QueryParamDecoder;
import io.vertx.core.tracing.TracingPolicy;
import java.util.function.Consumer;

/// The engine's HTTP/2 on a connection whose client chose it.
final class Http2Pipeline {
    private static final QueryParamDecoder QUERIES = new QueryParamDecoder(new QueryParamDecoderConfig());
    private static final String NO_ORIGIN = "https://localhost"; // for addresses that nobody asks the engine for

    /// A body that waits for memory must not hold up the other streams of its connection.
    private static final int WINDOW_BYTES = 1 << 20;

    private Http2Pipeline() {}

    /// @param opened takes the connection once the client has sent its settings
    static void add(ServerLoop server, Channel channel, Consumer<VertxConnection> opened) {
        ListenSettings settings = server.settings();
        Http2ServerConfig config = new Http2ServerConfig();
        config.setConnectionWindowSize(WINDOW_BYTES);
        config.setInitialSettings(new Http2Settings()
                .setMaxConcurrentStreams(settings.maxStreamsPerConnection())
                .setMaxHeaderListSize(settings.maxHeaderBytes()));
        ContextInternal context = server.loop().context;
        var initializer = new Http2CodecServerChannelInitializer(
                null,
                TracingPolicy.IGNORE,
                null,
                null,
                false,
                false,
                config,
                null,
                context::duplicate,
                connection -> open(server, connection, opened),
                null,
                false);
        channel.pipeline().addLast(initializer.buildHttp2ConnectionHandler(context));
    }

    private static void open(ServerLoop server, HttpServerConnection connection, Consumer<VertxConnection> opened) {
        VertxConnection own = new VertxConnection(connection, server.settings());
        connection.exceptionHandler(failure -> {});
        connection.streamHandler(stream -> new HttpServerRequestImpl(
                        request -> server.request(own, request),
                        stream,
                        stream.context(),
                        false,
                        HttpServerOptions.DEFAULT_MAX_FORM_ATTRIBUTE_SIZE,
                        HttpServerOptions.DEFAULT_MAX_FORM_FIELDS,
                        HttpServerOptions.DEFAULT_MAX_FORM_BUFFERED_SIZE,
                        QUERIES,
                        NO_ORIGIN)
                .init());
        opened.accept(own);
    }
}
