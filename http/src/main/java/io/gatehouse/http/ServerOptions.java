package io.gatehouse.http;

import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.tracing.TracingPolicy;
import java.util.List;

/// Listening settings in the engine's terms.
final class ServerOptions {

    private static final int PIECE_BYTES = 64 << 10;

    private ServerOptions() {}

    static HttpServerOptions of(ListenSettings settings) {
        HttpServerOptions options = new HttpServerOptions()
                .setAcceptBacklog(settings.backlog())
                .setMaxHeaderSize(settings.maxHeaderBytes())
                .setMaxInitialLineLength(settings.maxUriBytes())
                .setMaxChunkSize(PIECE_BYTES)
                .setTcpKeepAlive(true)
                .setTracingPolicy(TracingPolicy.IGNORE)
                // Without TLS the engine would show a connection only after its first bytes, and could not limit it.
                .setHttp2ClearTextEnabled(false);
        options.getInitialSettings()
                .setMaxConcurrentStreams(settings.maxStreamsPerConnection())
                .setMaxHeaderListSize(settings.maxHeaderBytes());
        PemFiles tls = settings.tls();
        if (tls != null) {
            options.setSsl(true)
                    .setUseAlpn(true)
                    .setAlpnVersions(List.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1))
                    .setKeyCertOptions(new PemKeyCertOptions()
                            .setCertPath(tls.certificate().toString())
                            .setKeyPath(tls.key().toString()));
        }
        return options;
    }
}
